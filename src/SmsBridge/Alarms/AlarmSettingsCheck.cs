using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Security.Cryptography;
using MimeKit;
using SmsBridge.Core;
using SmsBridge.Partners.Notices.Delivery;

namespace SmsBridge.Alarms;

/// <summary>What is wrong with the settings of alarms, each with the name of its setting: told at the start, not in the night when one is needed.</summary>
internal static class AlarmSettingsCheck
{
    private const string Mail = AlarmOptions.Section + ":Mail";

    /// <summary>The names of receivers that are none of the settings'.</summary>
    private static readonly string[] Reserved = [AlarmReceiver.LogName];

    public static IEnumerable<string> Problems(string name, AlarmReceiverOptions receiver)
    {
        var section = $"{AlarmOptions.Section}:Receivers:{name}";
        if (name.Length is 0 or > 64 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') || Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"{section}: a receiver's name is of letters, digits, - and _, at most 64, and not '{AlarmReceiver.LogName}'.";
        }

        if (receiver.After < TimeSpan.Zero || receiver.After > TimeSpan.FromDays(30))
        {
            yield return $"{section}:After must be between 00:00:00 and 30.00:00:00.";
        }

        foreach (var problem in receiver.Kind == AlarmChannelKind.Mail ? OfMail(section, receiver) : OfPost(section, receiver))
        {
            yield return problem;
        }
    }

    public static IEnumerable<string> Problems(AlarmMailOptions mail, bool isUsed)
    {
        var ranges = new List<ValidationResult>();
        Validator.TryValidateObject(mail, new ValidationContext(mail), ranges, validateAllProperties: true);
        foreach (var range in ranges)
        {
            yield return $"{Mail}:{range.MemberNames.FirstOrDefault()}: {range.ErrorMessage}";
        }

        foreach (var problem in isUsed ? OfServer(mail) : [])
        {
            yield return problem;
        }
    }

    /// <summary>Apart, so that the mail library is loaded only where mail is sent.</summary>
    private static IEnumerable<string> OfServer(AlarmMailOptions mail)
    {
        if (mail.Host.Length == 0)
        {
            yield return $"{Mail}:Host: no mail server is named, and a receiver is told by mail.";
        }

        if (!MailboxAddress.TryParse(mail.From, out _))
        {
            yield return $"{Mail}:From must be a mail address, such as smsbridge@example.org.";
        }

        if (mail.Security == MailSecurity.None && !IsThisMachine(mail.Host))
        {
            yield return $"{Mail}:Security may be None only for a mail server on this machine: what needs attention, and the password, would be for everybody to read.";
        }

        if (mail.Password.Length > 0 && mail.Username.Length == 0)
        {
            yield return $"{Mail}:Username is empty, and there is a password.";
        }

        if (mail.AdditionalCaFile is { Length: > 0 } file && WhyNotRead(file) is { } why)
        {
            yield return $"{Mail}:AdditionalCaFile: {why}";
        }
    }

    private static IEnumerable<string> OfMail(string section, AlarmReceiverOptions receiver)
    {
        if (!InternetAddressList.TryParse(receiver.To, out var addresses) || !addresses.Mailboxes.Any())
        {
            yield return $"{section}:To must be one or more mail addresses, separated by commas.";
        }

        if (receiver.Url.Length > 0 || receiver.Secret.Length > 0)
        {
            yield return $"{section}: Url and Secret are not for the kind Mail.";
        }
    }

    private static IEnumerable<string> OfPost(string section, AlarmReceiverOptions receiver)
    {
        if (!Uri.TryCreate(receiver.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            yield return $"{section}:Url must be an http(s) URL.";
        }

        if (receiver.To.Length > 0)
        {
            yield return $"{section}:To is for the kind Mail alone.";
        }

        if (receiver.Kind == AlarmChannelKind.Webhook && !WebhookSignature.TryReadSecret(receiver.Secret, out _))
        {
            yield return $"{section}:Secret must be whsec_ and base64: its receiver proves by it that the bridge has sent it.";
        }

        if (receiver is { Kind: AlarmChannelKind.Slack, Secret.Length: > 0 })
        {
            yield return $"{section}:Secret is for the kind Webhook alone.";
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string? WhyNotRead(string file)
    {
        try
        {
            return AdditionalTrust.Load(file).Count > 0 ? null : "there is no certificate in it.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return exception.Message;
        }
    }
}
