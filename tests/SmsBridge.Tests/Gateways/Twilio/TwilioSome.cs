using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Numbers;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>An account, its sender, and gateways that talk to a stand-in.</summary>
internal static class TwilioSome
{
    public const string AccountSid = "AC00000000000000000000000000000001";
    public const string AuthToken = "0123456789abcdef0123456789abcdef";
    public const string KeySid = "SK00000000000000000000000000000001";
    public const string Number = "+15005550006";
    public const string Service = "MG00000000000000000000000000000001";

    public static readonly Msisdn Recipient = Msisdn.FromE164("+254712345678");

    public static readonly SenderAccount Account = new("twilio", AccountSid, AuthToken, Number);

    public static OutgoingSms Sms(string body = "Malipo yako yamepokelewa", string? to = null, SenderAccount? account = null, Uri? callback = null) =>
        new(42, account ?? Account, to is null ? Recipient : Msisdn.FromE164(to), body, callback);

    public static async Task<StandInTwilio> StandInAsync(StandInTwilioOptions? options = null, TimeProvider? time = null)
    {
        var standIn = await StandInTwilio.StartAsync(options, time);
        standIn.AddAccount(AccountSid, AuthToken, [Number, "+15005550010"], [Service]);
        return standIn;
    }
}

internal static class Finding
{
    /// <summary>Twilio is not told our name for an SMS.</summary>
    public static Task<ProviderSearch> FindAsync(this TwilioGateway gateway, SenderAccount account, Msisdn to, DateTimeOffset since, CancellationToken cancellationToken) =>
        gateway.FindAsync(new DoubtfulSms(account, new SmsReference(42, 1, 0), to, since), cancellationToken);
}

/// <summary>A gateway over real sockets, made as the registration makes it.</summary>
internal sealed class GatewayUnderTest : IDisposable
{
    private readonly HttpMessageInvoker _http;

    public GatewayUnderTest(Uri baseUrl, TimeProvider? time = null, bool verify = true, HttpMessageHandler? handler = null)
    {
        var options = Options.Create(new TwilioOptions { BaseUrl = baseUrl, VerifyOnRegistration = verify });
        _http = new HttpMessageInvoker(handler ?? options.Value.CreateHandler());
        Client = new TwilioClient(_http, options, time ?? TimeProvider.System);
        Gateway = new TwilioGateway(Client, options, NullLogger<TwilioGateway>.Instance);
    }

    public TwilioClient Client { get; }

    public TwilioGateway Gateway { get; }

    public void Dispose() => _http.Dispose();
}

/// <summary>A clock that stands still; its timers fire when the test says so.</summary>
internal sealed class HandClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<HandTimer> _timers = [];

    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(() => callback(state));
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public void FireTimers()
    {
        HandTimer[] timers;
        lock (_lock)
        {
            timers = [.. _timers];
            _timers.Clear();
        }

        foreach (var timer in timers)
        {
            timer.Fire();
        }
    }

    private sealed class HandTimer(Action fire) : ITimer
    {
        private bool _disposed;

        public void Fire()
        {
            if (!_disposed)
            {
                fire();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !_disposed;

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
