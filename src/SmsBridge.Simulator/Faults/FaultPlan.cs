using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Faults;

/// <summary>
/// Decides for each call whether and how it goes wrong. The decision hangs on the seed, on what the call is about and on how often that was
/// asked before, and on nothing else: neither on the clock nor on which calls run beside it. So a seed describes a run.
/// </summary>
/// <param name="timeout">How long the bridge waits for an answer; "late" and "slow" are beyond it.</param>
/// <param name="step">Time between two statuses of an SMS; "early" and "overtaken" are counted in it.</param>
internal sealed class FaultPlan(int seed, FaultRates rates, TimeSpan timeout, TimeSpan step)
{
    private readonly FaultDice _dice = new(seed);

    /// <summary>The rates in force; may be changed while calls come in.</summary>
    public FaultRates Rates { get; set; } = rates;

    /// <summary>For <see cref="StandInFaults.Plan"/>: only creating goes wrong.</summary>
    public StandInFault? ForTwilio(StandInRequest request)
    {
        if (!request.IsCreate)
        {
            return null;
        }

        var form = StandInForm.Parse(request.Body);
        var roll = _dice.Roll("create", form["To"], form["Body"]);
        var (shares, beyond) = (Rates, timeout + TimeSpan.FromSeconds(1));
        return roll.Falls(shares.CreateDropped) ? new StandInFault.AcceptThenDropConnection()
            : roll.Falls(shares.CreateDroppedUntaken) ? new StandInFault.RefuseBeforeAcceptance()
            : roll.Falls(shares.CreateLate) ? new StandInFault.AcceptThenDelay(beyond)
            : roll.Falls(shares.CreateSlow) ? new StandInFault.DelayThenAccept(beyond)
            : roll.Falls(shares.CreateThrottled) ? new StandInFault.Error(429, 20429)
            : roll.Falls(shares.CreateThrottledWithWish) ? new StandInFault.Error(429, 20429, RetryAfter: "1")
            : roll.Falls(shares.CreateFailed) ? new StandInFault.Error(503, roll.Odd ? 20503 : null)
            : roll.Falls(shares.CreateFailedAfter) ? new StandInFault.ErrorAfterAcceptance(roll.Odd ? 500 : 502)
            : roll.Falls(shares.CallbackEarly) ? new StandInFault.AcceptThenDelay(step * 3)
            : null;
    }

    /// <summary>For <see cref="StandInFaults.Callbacks"/>.</summary>
    public CallbackFault? ForCallback(string to, string body, string status)
    {
        var roll = _dice.Roll("callback " + status, to, body);
        var shares = Rates;
        return roll.Falls(shares.CallbackLost) ? new CallbackFault { IsLost = true }
            : roll.Falls(shares.CallbackTwice) ? new CallbackFault { Times = 2 }
            : roll.Falls(shares.CallbackLate) ? new CallbackFault { Delay = TimeSpan.FromSeconds(roll.Odd ? 2 : 5) }
            : roll.Falls(shares.CallbackOvertaken) ? new CallbackFault { Delay = step * 3 }
            : roll.Falls(shares.CallbackForged) ? new CallbackFault { WithForgery = true }
            : null;
    }

    /// <summary>For <see cref="StandInFaults.ListLag"/>.</summary>
    public TimeSpan ForList(string to, string body)
    {
        var roll = _dice.Roll("list", to, body, isRepeatable: true);
        return roll.Falls(Rates.ListLagging) ? TimeSpan.FromSeconds(roll.Odd ? 1 : 4) : TimeSpan.Zero;
    }

    /// <summary>For <see cref="CoreFaults.Plan"/>.</summary>
    public CoreFault? ForCore(string path)
    {
        if (path.EndsWith("/offices", StringComparison.Ordinal) || path.EndsWith("/authentication", StringComparison.Ordinal))
        {
            return null; // about the tenant as a whole: those faults come as spells, not by the call
        }

        var roll = _dice.Roll("core", path, "");
        var shares = Rates;
        return roll.Falls(shares.CoreNotFound) ? CoreFault.NotFoundFirst(path, 1)
            : roll.Falls(shares.CoreSlow) ? new CoreFault(path) { Delay = timeout + TimeSpan.FromSeconds(1) }
            : roll.Falls(shares.CoreFailed) ? new CoreFault(path) { Status = roll.Odd ? 500 : 503, Body = "{}" }
            : roll.Falls(shares.CoreDropped) ? new CoreFault(path) { Drop = true }
            : null;
    }
}
