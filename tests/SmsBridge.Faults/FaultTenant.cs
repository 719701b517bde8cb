using System.Globalization;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

/// <summary>
/// A bank: its books in the stand-in core, and what each of its events must amount to. The texts expected are written here a second time on
/// purpose; the bridge's own templates are not asked.
/// </summary>
/// <param name="group">One digit of its clients' numbers; tenants of one group share account, people and numbers.</param>
internal sealed class FaultTenant(string id, StandInCore core, StandInTenant books, StandInTwilio twilio, string accountSid, string sender, int group)
{
    private const int Strangeness = 50; // every so many clients one has no usable number

    private static readonly DateOnly Today = new(2026, 11, 21);

    private readonly int _group = group;
    private int _clients;
    private int _loans;
    private int _texts;

    public string Id => id;

    public StandInCore Core => core;

    /// <summary>Set once it is registered.</summary>
    public CoreHooks Hooks { get; set; } = null!;

    /// <summary>Shared people become clients of both banks at the same time, and are greeted in the same words.</summary>
    public bool SharesPeopleWith(FaultTenant other) => other._group == _group;

    public bool TellsOfFailures => core.Generation.IsRetrofit2;

    public HookKey NextClient()
    {
        var number = ++_clients;
        books.AddClient(number, NameOf(number), NumberOf(number));
        return new HookKey(
            $"{id}/CLIENT CREATE/{number}", Expect(number, $"Welcome, {NameOf(number)}! You are now registered with us."), PostOutcome.Accepted,
            cancellationToken => Hooks.PostClientCreatedAsync(StandInTenant.HeadOffice, number, cancellationToken));
    }

    /// <summary>Repayments by one client; more than one of the same amount on the same day give the same text.</summary>
    public IEnumerable<HookKey> NextRepayments(Random random, int count)
    {
        var client = _clients == 0 ? 1 : random.Next(1, _clients + 1);
        if (_clients == 0)
        {
            books.AddClient(client, NameOf(client), NumberOf(client));
        }

        var loan = books.AddLoan(1_000_000 + ++_loans, client, principal: 1_000_000m);
        var amount = 100m + (_loans / 100m);
        var text = string.Create(CultureInfo.InvariantCulture, $"Thank you, {NameOf(client)}. We received KES {amount:N2} for loan {loan.Id:D9} on 21 November 2026.");
        for (var number = 0; number < count; number++)
        {
            var transaction = books.AddRepayment(loan.Id, amount, Today);
            yield return new HookKey(
                $"{id}/LOAN REPAYMENT/{transaction}", Expect(client, text), PostOutcome.Accepted,
                cancellationToken => Hooks.PostRepaymentAsync(client, loan.Id, transaction, amount, cancellationToken));
        }
    }

    public HookKey NextText(Random random)
    {
        var number = ++_texts;
        var text = string.Create(CultureInfo.InvariantCulture, $"Meeting {number} at {id}: Tuesday, 10:00.");
        var client = random.Next(1, 1_000);
        var usable = IsUsable(client);
        return new HookKey(
            $"{id}/SMS SEND/{text}", Expect(client, text), PostOutcome.Accepted,
            cancellationToken => Hooks.PostSmsAsync(usable ? NumberOf(client)! : "12", text, cancellationToken));
    }

    /// <summary>A repayment the core refused: it has no transaction.</summary>
    public HookKey NextFailure(Random random)
    {
        var client = random.Next(1, 1_000);
        var it = new HookRepayment(1_000_001, 0, 7.77m) { ClientId = client }.ToEvent() with { ResourceId = null };
        return new HookKey(
            $"{id}/failed", expected: null, PostOutcome.Ignored,
            cancellationToken => Hooks.PostFailedAsync(it, shape: null, cancellationToken));
    }

    public HookKey NextUnknown() => new(
        $"{id}/unknown", expected: null, PostOutcome.Ignored, cancellationToken => Hooks.PostUnknownAsync(cancellationToken));

    private ExpectedSms? Expect(int client, string text)
    {
        twilio.SetOutcome(MobileOf(client), OutcomeOf(client));
        return IsUsable(client) ? new ExpectedSms(accountSid, sender, MobileOf(client), text) : null;
    }

    private static bool IsUsable(int client) => client % Strangeness != 0;

    private static string NameOf(int client) => string.Create(CultureInfo.InvariantCulture, $"Asha {client}");

    private string MobileOf(int client) => string.Create(CultureInfo.InvariantCulture, $"+2547{_group}{client:D7}");

    /// <summary>As people type it.</summary>
    private string? NumberOf(int client) =>
        IsUsable(client) ? string.Create(CultureInfo.InvariantCulture, $"07{_group}{client / 10_000:D3} {client % 10_000:D4}")
        : (client / Strangeness) % 2 == 0 ? null : "12";

    private static StandInOutcome OutcomeOf(int client) => (client % 20) switch
    {
        3 => StandInOutcome.Undelivered(30003),
        7 => StandInOutcome.Failed(30007),
        11 => StandInOutcome.StaysSent,
        _ => StandInOutcome.Delivered,
    };
}
