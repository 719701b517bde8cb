using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Options;
using MimeKit;
using SmsBridge.Alarms;
using SmsBridge.Alarms.Channels;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Alarms;

/// <summary>Mail by a server nobody here wrote (npm, <c>smtp-server</c>).</summary>
public sealed class MailChannelTests : IDisposable
{
    private static readonly AlarmLetter Letter = new(
        "alarm_1", Some.Instant,
        [
            new AlarmLine(AlarmNews.Raised, new StandingAlarm("paused", "benki-ya-wanawake", Some.Instant, GoneAt: null, 1, IsUrgent: true, "benki-ya-wanawake is paused: € is short.\r\nBcc: x@example.org", "Pay the provider.")),
            new AlarmLine(AlarmNews.Cleared, new StandingAlarm("waiting", "default", Some.Instant, Some.Instant.AddMinutes(7), 1, IsUrgent: true, "default has 3 messages waiting.", "See why.")),
        ],
        new Uri("https://sms.example.org/console"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-mail-");

    private string KeyFile => Path.Combine(_folder.FullName, "key.pem");

    private string CertificateFile => Path.Combine(_folder.FullName, "certificate.pem");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("starttls", "StartTls")]
    [InlineData("tls", "Tls")]
    public async Task It_goes_out_over_tls_with_a_log_in(string mode, string security)
    {
        await using var server = await StartAsync(mode);

        var result = await SendAsync(server, mail => mail.Security = Enum.Parse<MailSecurity>(security), "anna@example.org, ben@example.org");

        (result.IsSent, result.Words).ShouldBe((true, null));
        var mail = await MailAsync(server);
        mail.GetProperty("tls").GetBoolean().ShouldBeTrue();
        mail.GetProperty("user").GetString().ShouldBe("bridge");
        mail.GetProperty("from").GetString().ShouldBe("smsbridge@example.org");
        mail.GetProperty("to").EnumerateArray().Select(to => to.GetString()).ShouldBe(["anna@example.org", "ben@example.org"]);
    }

    [Fact]
    public async Task It_says_what_is_the_matter_what_to_do_and_what_is_over_and_nobodys_words_become_a_header()
    {
        await using var server = await StartAsync("starttls");
        await SendAsync(server);

        var message = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes((await MailAsync(server)).Text("text")!)), TestContext.Current.CancellationToken);

        message.Subject.ShouldBe("[SmsBridge] Need attention: 1; over: 1");
        message.Bcc.ShouldBeEmpty();
        message.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        message.Importance.ShouldBe(MessageImportance.High);
        message.TextBody.ShouldNotBeNull().ReplaceLineEndings("\n").TrimEnd().ShouldBe("""
            Needs attention (urgent): benki-ya-wanawake is paused: € is short.  Bcc: x@example.org
            Pay the provider.
            Seen since 2026-11-21 19:11 UTC.

            Over: default has 3 messages waiting.
            Seen since 2026-11-21 19:11 UTC, until 2026-11-21 19:18 UTC.

            https://sms.example.org/console
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_subject_of_one_alarm_is_one_line()
    {
        await using var server = await StartAsync("starttls");
        await SendAsync(server, letter: Letter with { Lines = [Letter.Lines[0]] });

        var message = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes((await MailAsync(server)).Text("text")!)), TestContext.Current.CancellationToken);

        message.Subject.ShouldBe("[SmsBridge] Needs attention: benki-ya-wanawake is paused: € is short.  Bcc: x@example.org");
        message.Bcc.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_nothing_goes_out()
    {
        await using var server = await StartAsync("starttls");

        var result = await SendAsync(server, mail => mail.Password = "wrong");

        result.IsSent.ShouldBeFalse();
        result.Words.ShouldNotBeNull().ShouldStartWith("The mail server refuses the log-in: 535");
        result.Words.ShouldNotContain("wrong");
        server.Told.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("starttls", "StartTls")]
    [InlineData("tls", "Tls")]
    public async Task A_certificate_that_nobody_trusts_is_refused(string mode, string security)
    {
        await using var server = await StartAsync(mode);

        var result = await SendAsync(server, mail => (mail.Security, mail.AdditionalCaFile) = (Enum.Parse<MailSecurity>(security), null));

        result.IsSent.ShouldBeFalse();
        result.Words.ShouldNotBeNull().ShouldContain("TLS certificate is not trusted");
        server.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_tls_nothing_is_sent_to_who_offers_none()
    {
        await using var server = await StartAsync("plain");

        var result = await SendAsync(server);

        result.IsSent.ShouldBeFalse();
        result.Words.ShouldNotBeNull().ShouldContain("no STARTTLS");
        server.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mail_server_on_this_machine_may_do_without_tls_and_log_in()
    {
        await using var server = await StartAsync("plain");

        (await SendAsync(server, mail => (mail.Security, mail.Username, mail.Password) = (MailSecurity.None, "", ""))).IsSent.ShouldBeTrue();

        (await MailAsync(server)).GetProperty("tls").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task One_who_has_left_does_not_keep_the_others_from_being_told()
    {
        await using var server = await StartAsync("starttls");

        var result = await SendAsync(server, to: "gone@example.org, anna@example.org");

        result.IsSent.ShouldBeTrue();
        result.Words.ShouldNotBeNull().ShouldContain("refuses gone@example.org (550");
        (await MailAsync(server)).GetProperty("to").EnumerateArray().Select(to => to.GetString()).ShouldBe(["anna@example.org"]);
    }

    [Theory]
    [InlineData("gone@example.org", "550")]
    [InlineData("later@example.org", "451")]
    public async Task A_refusal_of_all_is_told_with_its_code(string to, string code)
    {
        await using var server = await StartAsync("starttls");

        var result = await SendAsync(server, to: to);

        result.IsSent.ShouldBeFalse();
        result.Words.ShouldNotBeNull().ShouldContain(code);
        server.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mail_server_that_is_not_there_is_told()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var result = await SendAsync(port);

        (result.IsSent, result.Words).ShouldBe((false, "The mail server can not be reached, or broke off."));
    }

    [Fact]
    public async Task A_mail_server_that_says_nothing_is_not_waited_for_for_ever()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var result = await SendAsync(((IPEndPoint)silent.LocalEndpoint).Port, mail => mail.Timeout = TimeSpan.FromSeconds(1));

        result.IsSent.ShouldBeFalse();
    }

    private async Task<NpmProgram> StartAsync(string mode)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(KeyFile, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(CertificateFile, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        return await NpmProgram.StartAsync("smtp-server", "smtp.mjs", mode, KeyFile, CertificateFile);
    }

    private Task<AlarmResult> SendAsync(NpmProgram server, Action<AlarmMailOptions>? change = null, string to = "anna@example.org", AlarmLetter? letter = null) =>
        SendAsync(
            server.Port,
            mail =>
            {
                mail.AdditionalCaFile = CertificateFile;
                change?.Invoke(mail);
            },
            to, letter);

    private static Task<AlarmResult> SendAsync(int port, Action<AlarmMailOptions>? change = null, string to = "anna@example.org", AlarmLetter? letter = null)
    {
        var options = new AlarmOptions { Mail = { Host = "127.0.0.1", Port = port, Username = "bridge", Password = "secret08", From = "SmsBridge <smsbridge@example.org>" } };
        change?.Invoke(options.Mail);
        return new MailChannel(Options.Create(options), TimeProvider.System)
            .SendAsync(new AlarmReceiverOptions { Kind = AlarmChannelKind.Mail, To = to }, letter ?? Letter, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> MailAsync(NpmProgram server) =>
        (await Eventually.BecomesAsync(() => Task.FromResult(server.Told), told => told.Count > 0, "the mail to arrive"))[0];
}
