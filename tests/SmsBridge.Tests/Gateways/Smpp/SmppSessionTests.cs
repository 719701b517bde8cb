using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Smpp;

/// <summary>One session with the stand-in SMSC: window, order, silence, and what is not of the protocol (smpp.md 5).</summary>
public sealed class SmppSessionTests : IAsyncLifetime
{
    private readonly StandInSmsc _smsc = new(TimeProvider.System);

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _smsc.Start();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _smsc.DisposeAsync();

    [Fact]
    public async Task Answers_in_any_order_come_to_their_questions()
    {
        await using var session = await OpenAsync();
        var first = new TaskCompletionSource();
        _smsc.Faults.Next(new StandInFault.AcceptThenHold(first.Task));

        var slow = session.SubmitAsync(Sms(), Long, Token);
        await Eventually.BecomesAsync(() => Task.FromResult(_smsc.Taken.Count), count => count == 1, "the first to be taken");
        IdOf(await session.SubmitAsync(Sms(), Long, Token)).ShouldBe("00000002");
        slow.IsCompleted.ShouldBeFalse();
        first.SetResult();

        IdOf(await slow).ShouldBe("00000001");
    }

    [Fact]
    public async Task No_more_wait_for_an_answer_than_the_window_holds_and_who_got_no_place_was_not_sent()
    {
        await using var session = await OpenAsync(new SmppProviderOptions { Window = 1 });
        var hold = new TaskCompletionSource();
        _smsc.Faults.Next(new StandInFault.AcceptThenHold(hold.Task));
        var first = session.SubmitAsync(Sms(), Long, Token);
        await Eventually.BecomesAsync(() => Task.FromResult(_smsc.Taken.Count), count => count == 1, "the first to be taken");

        using var soon = new CancellationTokenSource();
        var second = session.SubmitAsync(Sms(), Long, soon.Token);
        await soon.CancelAsync();
        (await second).ShouldBeOfType<SmppAnswer.NoPlace>();
        session.IsOpen.ShouldBeTrue("it is the bridge that is busy, not the SMSC");
        hold.SetResult();

        IdOf(await first).ShouldBe("00000001");
        IdOf(await session.SubmitAsync(Sms(), Long, Token)).ShouldBe("00000002");
    }

    /// <summary>The bridge stops: what was written waits for its answer, and nothing else is begun.</summary>
    [Fact]
    public async Task Who_waits_for_a_place_when_the_bridge_stops_gives_up_at_once_and_who_was_sent_does_not()
    {
        await using var session = await OpenAsync(new SmppProviderOptions { Window = 1 });
        var hold = new TaskCompletionSource();
        _smsc.Faults.Next(new StandInFault.AcceptThenHold(hold.Task));
        using var stopping = new CancellationTokenSource();
        var first = session.SubmitAsync(Sms(), Long, Token, stopping.Token);
        await Eventually.BecomesAsync(() => Task.FromResult(_smsc.Taken.Count), count => count == 1, "the first to be taken");
        var second = session.SubmitAsync(Sms(), Long, Token, stopping.Token);

        await stopping.CancelAsync();

        (await second).ShouldBeOfType<SmppAnswer.NoPlace>();
        first.IsCompleted.ShouldBeFalse();
        hold.SetResult();
        IdOf(await first).ShouldBe("00000001");
    }

    [Fact]
    public async Task When_the_connection_breaks_all_that_were_written_are_in_doubt_and_later_ones_are_not_sent()
    {
        await using var session = await OpenAsync();
        _smsc.Faults.Next(new StandInFault.AcceptThenHold(new TaskCompletionSource().Task), new StandInFault.AcceptThenDropConnection());

        var both = await Task.WhenAll(session.SubmitAsync(Sms(), Long, Token), session.SubmitAsync(Sms(), Long, Token));

        both.ShouldAllBe(answer => answer is SmppAnswer.Unanswered);
        (await session.SubmitAsync(Sms(), Long, Token)).ShouldBeOfType<SmppAnswer.NotWritten>();
    }

    [Fact]
    public async Task It_answers_what_the_smsc_asks_and_refuses_what_nobody_knows()
    {
        await using var session = await OpenAsync();
        await _smsc.WriteAsync(SmppPdu.Question(SmppCommand.EnquireLink, 77).ToBytes());
        await _smsc.WriteAsync(SmppPdu.Question(0x102, 78).ToBytes());
        await _smsc.WriteAsync(new SmppPdu(SmppCommand.DeliverSm, 0, 79, new byte[] { 1, 2, 3 }).ToBytes());
        await _smsc.WriteAsync(SmppPdu.Question(SmppCommand.Unbind, 80).ToBytes());

        var answers = await Eventually.BecomesAsync(
            () => Task.FromResult(_smsc.Others.Where(pdu => pdu.Sequence is >= 77 and <= 80).ToList()), seen => seen.Count == 4, "four answers");
        answers.Select(pdu => (pdu.Sequence, pdu.Command, pdu.Status)).OrderBy(answer => answer.Sequence).ShouldBe(
        [
            (77u, SmppCommand.AnswerTo(SmppCommand.EnquireLink), SmppStatus.Ok), (78u, SmppCommand.GenericNack, SmppStatus.InvalidCommandId),
            (79u, SmppCommand.AnswerTo(SmppCommand.DeliverSm), SmppStatus.InvalidMessageLength), (80u, SmppCommand.AnswerTo(SmppCommand.Unbind), SmppStatus.Ok),
        ]);
        await EndsAsync(session);
    }

    [Theory]
    [InlineData("0000000F")]
    [InlineData("7FFFFFFF")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public async Task A_length_that_can_not_be_ends_the_session_with_a_word(string hex)
    {
        await using var session = await OpenAsync();

        await _smsc.WriteAsync([.. Convert.FromHexString(hex), .. new byte[16]]);

        await EndsAsync(session);
        session.EndedBy.ShouldNotBeNull().ShouldContain("command_length");
        await Eventually.BecomesAsync(() => Task.FromResult(_smsc.Others.Any(pdu => pdu.Command == SmppCommand.GenericNack)), isSo => isSo, "a generic_nack");
    }

    [Fact]
    public async Task An_smsc_that_says_nothing_any_more_is_left()
    {
        var clock = new TestClock();
        var mute = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var options = new SmppProviderOptions { Address = new Uri($"smpp://127.0.0.1:{((IPEndPoint)mute.LocalEndpoint).Port}") };
        var stream = await SmppDialer.ConnectAsync(options, clock, Token);
        var session = new SmppSession(stream, options, _ => Task.FromResult(0u), clock);

        await Eventually.BecomesAsync(
            () =>
            {
                clock.Advance(options.EnquireInterval);
                return Task.FromResult(session.EndedBy);
            }, why => why is not null, "the session to end");

        session.EndedBy.ShouldBe("The SMSC does not answer enquire_link.");
        mute.Stop();
    }

    /// <summary>Nobody may make the bridge work on more at once than it can; and answers behind are not held up.</summary>
    [Fact]
    public async Task Deliveries_beyond_what_can_be_worked_on_are_told_to_come_later()
    {
        var hold = new TaskCompletionSource<uint>();
        await using var session = await OpenAsync(deliver: _ => hold.Task);
        var reply = new SmppMessage(new SmppAddress(1, 1, "254712345678"), new SmppAddress(3, 0, "22141")) { ShortMessage = "STOP"u8.ToArray() };

        var waiting = Enumerable.Range(0, SmppSession.MostDeliveries).Select(_ => _smsc.DeliverAsync(reply)).ToList();
        (await _smsc.DeliverAsync(reply)).ShouldBe(SmppStatus.QueueFull);
        IdOf(await session.SubmitAsync(Sms(), Long, Token)).ShouldBe("00000001");
        hold.SetResult(SmppStatus.Ok);

        (await Task.WhenAll(waiting)).ShouldAllBe(status => status == SmppStatus.Ok);
    }

    [Fact]
    public async Task With_tls_the_certificate_is_the_one_that_is_expected_or_nothing_is_said()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=smsc.example.org", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        await using var smsc = new StandInSmsc(TimeProvider.System, certificate);
        smsc.Start();
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);

        (await EnterAsync(smsc, new SmppProviderOptions())).ShouldBeOfType<SmppEntry.Failed>().Code.ShouldBe(GatewayCodes.TlsFailed);
        (await EnterAsync(smsc, new SmppProviderOptions { CertificateFingerprint = new string('0', 64) })).ShouldBeOfType<SmppEntry.Failed>().Code.ShouldBe(GatewayCodes.TlsFailed);
        smsc.Binds.ShouldBeEmpty("the password is for nobody else");

        var open = (await EnterAsync(smsc, new SmppProviderOptions { CertificateFingerprint = fingerprint.ToLowerInvariant() })).ShouldBeOfType<SmppEntry.Open>();
        IdOf(await open.Session.SubmitAsync(Sms(), Long, Token)).ShouldBe("00000001");
        await open.Session.DisposeAsync();
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_was_sent()
    {
        var gone = new StandInSmsc(TimeProvider.System);
        gone.Start();
        await gone.DisposeAsync();

        (await EnterAsync(gone, new SmppProviderOptions())).ShouldBeOfType<SmppEntry.Failed>().Code.ShouldBe(GatewayCodes.NotConnected);
    }

    /// <summary>As one registered while its core was away: nobody asked then whether a bind can carry it.</summary>
    [Theory]
    [InlineData(16, 8)]
    [InlineData(0, 8)]
    [InlineData(4, 65)]
    public async Task What_no_bind_can_carry_is_refused_and_nobody_is_called(int systemId, int password)
    {
        var options = new SmppProviderOptions { Address = _smsc.Address };
        var entry = await SmppEntrance.EnterAsync(
            new SmppLogin("smpp", new string('a', systemId), new string('b', password)), options, _ => Task.FromResult(SmppStatus.Ok), TimeProvider.System, Token);

        entry.ShouldBeOfType<SmppEntry.Refused>().IsOfAccount.ShouldBeTrue();
        _smsc.Binds.ShouldBeEmpty();
    }

    private static SmppMessage Sms() => new(new SmppAddress(5, 0, "MyBank"), new SmppAddress(1, 1, "254712345678")) { ShortMessage = "Hello"u8.ToArray() };

    private static string? IdOf(SmppAnswer answer) => SmppMessage.ParseId(answer.ShouldBeOfType<SmppAnswer.Answered>().Pdu.Body.Span);

    private static Task EndsAsync(SmppSession session) => Eventually.BecomesAsync(() => Task.FromResult(session.IsOpen), isOpen => !isOpen, "the session to end");

    private static Task<SmppEntry> EnterAsync(StandInSmsc smsc, SmppProviderOptions options, Func<SmppMessage, Task<uint>>? deliver = null)
    {
        options.Address = smsc.Address;
        return SmppEntrance.EnterAsync(
            new SmppLogin("smpp", StandInSmsc.SystemId, StandInSmsc.Password), options, deliver ?? (_ => Task.FromResult(SmppStatus.Ok)), TimeProvider.System, Token);
    }

    private async Task<SmppSession> OpenAsync(SmppProviderOptions? options = null, Func<SmppMessage, Task<uint>>? deliver = null) =>
        (await EnterAsync(_smsc, options ?? new SmppProviderOptions(), deliver)).ShouldBeOfType<SmppEntry.Open>().Session;
}
