using System.Net.Sockets;
using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using SmsBridge.Core;
using SmsBridge.Messages;
using SmsBridge.Web;

namespace SmsBridge.Alarms.Channels;

/// <summary>By mail. Never throws for what networks and mail servers do.</summary>
internal sealed class MailChannel(IOptions<AlarmOptions> options, TimeProvider time)
{
    /// <summary>For the whole of it: a mail server that answers a byte a second must not hold the others' alarms.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly AlarmMailOptions _mail = options.Value.Mail;

    public async Task<AlarmResult> SendAsync(AlarmReceiverOptions receiver, AlarmLetter letter, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await SendAsync(Message(receiver, letter), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AlarmResult.Failed("The mail server does not answer in time.");
        }
        catch (Exception exception) when (Explain(exception) is { } words)
        {
            return AlarmResult.Failed(words);
        }
    }

    private async Task<AlarmResult> SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        using var client = new PatientClient { Timeout = (int)_mail.Timeout.TotalMilliseconds, CheckCertificateRevocation = false };
        if (_mail.AdditionalCaFile is { Length: > 0 } file)
        {
            client.ServerCertificateValidationCallback = new AdditionalTrust(AdditionalTrust.Load(file)).Accepts;
        }

        await client.ConnectAsync(_mail.Host, _mail.Port, SecurityOf(_mail.Security), cancellationToken);
        if (_mail.Username.Length > 0)
        {
            await client.AuthenticateAsync(_mail.Username, _mail.Password, cancellationToken);
        }

        await client.SendAsync(message, cancellationToken);
        var refused = client.Refused;
        await LeaveAsync(client, cancellationToken);
        return refused.Count == 0 ? AlarmResult.Sent : new AlarmResult(IsSent: true, $"The mail server refuses {string.Join(", ", refused)}; the others were told.");
    }

    private MimeMessage Message(AlarmReceiverOptions receiver, AlarmLetter letter)
    {
        var message = new MimeMessage { Date = letter.At, Subject = letter.Subject, Body = new TextPart("plain") { Text = letter.Text } };
        var from = MailboxAddress.Parse(_mail.From);
        message.From.Add(from);
        message.To.AddRange(InternetAddressList.Parse(receiver.To));
        message.MessageId = $"{letter.Id}@{from.Domain}";
        message.Headers.Add("Auto-Submitted", "auto-generated"); // no answer from who is on holiday
        message.Headers.Add("X-Mailer", Product.UserAgent);
        if (letter.IsUrgent)
        {
            message.Importance = MessageImportance.High;
        }

        return message;
    }

    /// <summary>It has the mail: how it says good-bye is of no interest.</summary>
    private static async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ProtocolException or OperationCanceledException)
        {
            return;
        }
    }

    private static SecureSocketOptions SecurityOf(MailSecurity security) => security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    /// <summary>Null: a bug.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        SslHandshakeException => "The mail server's TLS certificate is not trusted, or it speaks no TLS there (Alarms:Mail:Security, Alarms:Mail:AdditionalCaFile).",
        AuthenticationException refused => Cut($"The mail server refuses the log-in: {refused.Message}"),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or CryptographicException => "Alarms:Mail:AdditionalCaFile can not be read.",
        SmtpCommandException refused => Cut(FormattableString.Invariant($"The mail server refuses it ({(int)refused.StatusCode}): {refused.Message}")),
        NotSupportedException => "The mail server offers no STARTTLS, or no way to log in (Alarms:Mail:Security).",
        ProtocolException or ServiceNotConnectedException => "The mail server broke off, or does not speak SMTP.",
        SocketException or IOException or TimeoutException => "The mail server can not be reached, or broke off.",
        _ => null,
    };

    private static string Cut(string words) => KeptWords.Detail(OneLineText.Of(words))!;

    /// <summary>Goes on with the others where the server refuses one recipient: one who has left must not keep all from being told.</summary>
    private sealed class PatientClient : SmtpClient
    {
        private readonly List<string> _refused = [];

        public IReadOnlyList<string> Refused => _refused;

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
            _refused.Add(Cut(FormattableString.Invariant($"{mailbox.Address} ({(int)response.StatusCode} {response.Response})")));

        protected override void OnNoRecipientsAccepted(MimeMessage message) =>
            throw new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, SmtpStatusCode.MailboxUnavailable, string.Join(", ", _refused));
    }
}
