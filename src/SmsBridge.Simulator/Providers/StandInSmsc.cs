using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Providers;

/// <summary>
/// Stands in for a message centre on 127.0.0.1: lets its one account bind, takes SMS in parts and whole, refuses and fails on demand, and delivers receipts
/// and replies. It speaks with the bridge's own codec; that others understand the same is shown with npm's smpp and with Kannel.
/// </summary>
internal sealed class StandInSmsc(TimeProvider time, X509Certificate2? certificate = null) : IAsyncDisposable
{
    public const string SystemId = "bank";
    public const string Password = "secret08";

    /// <summary>A status of this SMSC's own: the client wants no SMS.</summary>
    public const uint OptedOut = 0x410;

    /// <summary>Another: the account has no credit.</summary>
    public const uint NoCredit = 0x411;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<StandInSmscSession, string> _sessions = new();
    private readonly ConcurrentQueue<TakenSms> _taken = new();
    private readonly ConcurrentQueue<SmppMessage> _parts = new();
    private readonly ConcurrentQueue<SmppBind> _binds = new();
    private readonly ConcurrentQueue<SmppPdu> _others = new();
    private readonly ConcurrentQueue<uint> _statuses = new();
    private readonly ConcurrentQueue<uint> _bindStatuses = new();
    private readonly ConcurrentDictionary<string, SortedDictionary<byte, string>> _unfinished = new(StringComparer.Ordinal);
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting = Task.CompletedTask;
    private int _lastSession;
    private int _lastId;

    public Uri Address { get; private set; } = null!;

    public StandInFaults Faults { get; } = new();

    public SmppProviderOptions Reading { get; } = new();

    /// <summary>System ids beside <see cref="SystemId"/>, with the same password.</summary>
    public ConcurrentBag<string> OtherSystemIds { get; } = [];

    /// <summary>How an id is written in answers, given its number.</summary>
    public Func<int, string> IdOf { get; set; } = number => number.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Whole ones, in order. One in parts is known by its last part's id.</summary>
    public IReadOnlyList<TakenSms> Taken => [.. _taken];

    /// <summary>Everything that was submitted and not refused.</summary>
    public IReadOnlyList<SmppMessage> Parts => [.. _parts];

    /// <summary>Every bind, whatever came of it.</summary>
    public IReadOnlyList<SmppBind> Binds => [.. _binds];

    /// <summary>Of each part that is taken, before it is answered.</summary>
    public Action<TakenSms>? OnPart { get; set; }

    public int Sessions => _sessions.Count;

    /// <summary>What peers sent that is no bind and no SMS: their answers too.</summary>
    public IReadOnlyList<SmppPdu> Others => [.. _others];

    public void Start()
    {
        _listener.Start();
        Address = new Uri($"{(certificate is null ? "smpp" : "smpps")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Ends every session and lets nobody in.</summary>
    public async Task StopListeningAsync()
    {
        _listener.Stop();
        await _accepting;
        Drop();
    }

    /// <summary>At the same address.</summary>
    public void ListenAgain()
    {
        _listener = new TcpListener(IPAddress.Loopback, Address.Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Answers the next SMS so.</summary>
    public void AnswerNext(params ReadOnlySpan<uint> statuses)
    {
        foreach (var status in statuses)
        {
            _statuses.Enqueue(status);
        }
    }

    /// <summary>Answers the next bind so.</summary>
    public void AnswerNextBind(uint status) => _bindStatuses.Enqueue(status);

    public void Refuse(StandInRefusal refusal) => AnswerNext(refusal switch
    {
        StandInRefusal.WrongNumber => SmppStatus.InvalidDestination,
        StandInRefusal.OptedOut => OptedOut,
        StandInRefusal.WrongSender => SmppStatus.InvalidSource,
        StandInRefusal.WrongCredentials => SmppStatus.InvalidSystemId, // the account was closed while it was bound
        StandInRefusal.Throttled => SmppStatus.Throttled,
        _ => NoCredit,
    });

    /// <summary>A receipt in the most common spelling.</summary>
    public static SmppMessage ReceiptOf(TakenSms sms, StandInNews news, string? id = null)
    {
        var (stat, err) = news switch { StandInNews.Delivered => ("DELIVRD", "000"), StandInNews.Failed or StandInNews.Blocked => ("UNDELIV", "027"), _ => ("ENROUTE", "000") };
        return ReceiptOf(sms, string.Create(
            CultureInfo.InvariantCulture,
            $"id:{id ?? sms.Id} sub:001 dlvrd:{(news == StandInNews.Delivered ? "001" : "000")} submit date:{sms.At:yyMMddHHmm} done date:{sms.At:yyMMddHHmm} stat:{stat} err:{err} text:{sms.Text[..Math.Min(20, sms.Text.Length)]}"));
    }

    /// <summary>A receipt in any spelling.</summary>
    public static SmppMessage ReceiptOf(TakenSms sms, string text, params IReadOnlyList<SmppTlv> tlvs) =>
        new(new SmppAddress(1, 1, sms.To.TrimStart('+')), new SmppAddress(5, 0, sms.From)) { EsmClass = 4, ShortMessage = Encoding.Latin1.GetBytes(text), Tlvs = tlvs };

    /// <summary>What a client wrote to a short code. It has no name of its own.</summary>
    public static SmppMessage ReplyOf(StandInReply reply) =>
        new(new SmppAddress(1, 1, reply.From.TrimStart('+')), new SmppAddress(3, 0, reply.To)) { ShortMessage = Encoding.Latin1.GetBytes(reply.Text) };

    /// <summary>Delivers by the session of that account that was bound last.</summary>
    /// <returns>What it was answered with.</returns>
    public Task<uint> DeliverAsync(SmppMessage message, string systemId = SystemId) => Latest(systemId).DeliverAsync(message);

    /// <summary>The same with a receipt in the most common spelling.</summary>
    /// <returns>Whether it was taken.</returns>
    public async Task<bool> ReportAsync(TakenSms part, StandInNews news) => await DeliverAsync(ReceiptOf(part, news)) == SmppStatus.Ok;

    /// <summary>Writes bytes as they are to the session that was bound last.</summary>
    public Task WriteAsync(byte[] bytes) => Latest(SystemId).WriteRawAsync(bytes);

    /// <summary>Closes every connection, as in an outage.</summary>
    public void Drop()
    {
        foreach (var session in _sessions.Keys)
        {
            session.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        Drop();
        await _accepting;
        _stopping.Dispose();
    }

    internal uint Judge(SmppBind bind)
    {
        _binds.Enqueue(bind);
        return _bindStatuses.TryDequeue(out var status) ? status
            : bind.SystemId != SystemId && !OtherSystemIds.Contains(bind.SystemId, StringComparer.Ordinal) ? SmppStatus.InvalidSystemId
            : bind.Password != Password ? SmppStatus.InvalidPassword
            : SmppStatus.Ok;
    }

    internal void Bound(StandInSmscSession session, string systemId) => _sessions[session] = systemId;

    internal void Got(SmppPdu pdu) => _others.Enqueue(pdu);

    internal void Ended(StandInSmscSession session) => _sessions.TryRemove(session, out _);

    /// <returns>A status, and the id of what was taken.</returns>
    internal (uint Status, string? Id) Submit(SmppMessage message)
    {
        if (_statuses.TryDequeue(out var status) && status != SmppStatus.Ok)
        {
            return (status, null);
        }

        var id = IdOf(Interlocked.Increment(ref _lastId));
        var from = message.Source.Ton == 1 ? "+" + message.Source.Value : message.Source.Value;
        var part = new TakenSms(id, "+" + message.Destination.Value, from, SmppText.Decode(message.Content.Span, message.DataCoding, Reading), Reference: null, ReportTo: null, time.GetUtcNow());
        _parts.Enqueue(message);
        if (Whole(message, part.Text) is { } text)
        {
            _taken.Enqueue(part with { Text = text });
        }

        OnPart?.Invoke(part);
        return (SmppStatus.Ok, id);
    }

    /// <summary>Null: parts are missing.</summary>
    private string? Whole(SmppMessage message, string text)
    {
        if (PartOf(message) is not var (reference, total, number))
        {
            return text;
        }

        var parts = _unfinished.GetOrAdd($"{message.Destination.Value} {reference}", static _ => []);
        lock (parts)
        {
            parts[number] = text;
            if (parts.Count < total)
            {
                return null;
            }
        }

        _unfinished.TryRemove($"{message.Destination.Value} {reference}", out _);
        return string.Concat(parts.Values);
    }

    private static (int Reference, byte Total, byte Number)? PartOf(SmppMessage message)
    {
        if ((message.EsmClass & 0x40) != 0 && message.ShortMessage.Span is [5, 0, 3, var reference, var total, var number, ..])
        {
            return (reference, total, number);
        }

        return message.Tlv(SmppTlv.SarReference) is { } sar && message.Tlv(SmppTlv.SarTotal) is { } all && message.Tlv(SmppTlv.SarSequence) is { } at
            ? ((sar.Span[0] << 8) | sar.Span[1], all.Span[0], at.Span[0])
            : null;
    }

    private StandInSmscSession Latest(string systemId) => _sessions.Where(each => each.Value == systemId).Select(each => each.Key).MaxBy(session => session.Number) ?? throw new InvalidOperationException("Nobody is bound.");

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_stopping.Token);
                client.NoDelay = true;
                _ = ServeAsync(client, ++_lastSession);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was told to stop.
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using (client)
        {
            Stream stream = client.GetStream();
            try
            {
                if (certificate is not null)
                {
                    var encrypted = new SslStream(stream);
                    await encrypted.AuthenticateAsServerAsync(certificate);
                    stream = encrypted;
                }

                using var session = new StandInSmscSession(this, client, stream, number);
                await session.RunAsync(_stopping.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The peer is gone, or never was one.
            }
        }
    }
}
