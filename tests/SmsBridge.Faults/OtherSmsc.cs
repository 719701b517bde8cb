using System.Collections.Concurrent;
using System.Globalization;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

/// <summary>
/// A message centre among the other providers. It refuses, throttles, cuts connections with SMS under way and goes away; what it took it reports until it is heard, by whatever session there is.
/// It can be asked nothing: what became of an SMS that was under way when a connection broke, or the bridge was killed, its receipt alone can tell.
/// </summary>
internal sealed class OtherSmsc(int seed, TimeProvider time) : IAsyncDisposable
{
    public const string AccountName = "smsc";

    private const string Provider = "smpp";
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    private readonly StandInSmsc _smsc = new(time);
    private readonly Random _random = new(seed);
    private readonly Lock _rolling = new();
    private readonly ConcurrentDictionary<string, string> _reported = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private int _unheard;
    private long _refused;

    public static object Account { get; } = new { name = AccountName, provider = Provider, accountId = StandInSmsc.SystemId, token = StandInSmsc.Password, sender = "MFI" };

    public bool IsIdle => Volatile.Read(ref _unheard) == 0;

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>It refuses and fails; else it takes everything.</summary>
    public bool HasWeather { get; set; }

    public Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        [$"Smpp:Providers:{Provider}:Address"] = _smsc.Address.OriginalString,
        [$"Smpp:Providers:{Provider}:Timeout"] = FaultStage.Timeout.ToString("c"),
        [$"Smpp:Providers:{Provider}:EnquireInterval"] = "00:00:05",
    };

    public void Start()
    {
        _smsc.Faults.Plan = _ => HasWeather ? ForCall() : null;
        _smsc.OnPart = part =>
        {
            Interlocked.Increment(ref _unheard);
            _ = ReportAsync(part);
        };
        _smsc.Start();
    }

    /// <summary>Every session ends, and nobody is let in for a while.</summary>
    public async Task GoAwayAsync(Func<Task> meanwhile)
    {
        await _smsc.StopListeningAsync();
        try
        {
            await meanwhile();
        }
        finally
        {
            _smsc.ListenAgain();
        }
    }

    public IEnumerable<StandInMessageView> Messages() => _smsc.Taken.Select(sms => new StandInMessageView(
        $"{Provider}:{sms.Id}", "", sms.To, sms.From, null, sms.Text, _reported.GetValueOrDefault(sms.Id, "sent"), null, null, sms.At, []));

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _smsc.DisposeAsync();
        _ending.Dispose();
    }

    private StandInFault? ForCall()
    {
        var roll = Roll();
        if (roll < 0.14)
        {
            Interlocked.Increment(ref _refused);
            _smsc.Refuse(roll < 0.08 ? StandInRefusal.WrongNumber : StandInRefusal.Throttled);
            return null;
        }

        return roll < 0.145 ? new StandInFault.AcceptThenDropConnection() : roll < 0.15 ? new StandInFault.RefuseBeforeAcceptance() : null;
    }

    private double Roll()
    {
        lock (_rolling)
        {
            return _random.NextDouble();
        }
    }

    /// <summary>At once, so that some overtake their answers, and until it is heard. Some come twice.</summary>
    private async Task ReportAsync(TakenSms part)
    {
        var (news, times) = (Roll() < 0.05 ? StandInNews.Failed : StandInNews.Delivered, Roll() < 0.1 ? 2 : 1);
        try
        {
            await Task.Yield();
            while (times > 0)
            {
                if (await IsHeardAsync(part, news))
                {
                    _reported[part.Id] = news == StandInNews.Delivered ? "delivered" : "undelivered";
                    times--;
                }

                await Task.Delay(OtherProviders.BetweenReports, time, _ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        finally
        {
            Interlocked.Decrement(ref _unheard);
        }
    }

    private async Task<bool> IsHeardAsync(TakenSms part, StandInNews news)
    {
        try
        {
            return await _smsc.ReportAsync(part, news).WaitAsync(LongestAnswer, time, _ending.Token);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            return false; // nobody is bound, or not any more
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $", an SMSC {_smsc.Taken.Count:N0}");
}
