using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Alarms;

/// <summary>Whom the bridge tells what needs attention, and how often.</summary>
internal sealed class AlarmOptions : IValidatableObject
{
    public const string Section = "Alarms";

    /// <summary>Whether alarms, their repeats and all-clears are in the log, as warnings; whoever else is told.</summary>
    public bool Log { get; set; } = true;

    /// <summary>How often the bridge looks at what needs attention.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What still needs attention is told again after so long. The same kind of thing of the same tenant is never told more than once an hour.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan Repeat { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long something must be over before the all-clear: what comes and goes is one alarm.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ClearAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What comes so soon after the last message to a receiver waits, and goes out together with what else comes: a provider that is down is one message, not one for each tenant.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Together { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The mail server, for receivers of the kind <c>Mail</c>.</summary>
    public AlarmMailOptions Mail { get; set; } = new();

    /// <summary>Who is told, by a name of your choice.</summary>
    public Dictionary<string, AlarmReceiverOptions> Receivers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Receivers.SelectMany(receiver => AlarmSettingsCheck.Problems(receiver.Key, receiver.Value))
            .Concat(AlarmSettingsCheck.Problems(Mail, isUsed: Receivers.Values.Any(receiver => receiver.Kind == AlarmChannelKind.Mail)))
            .Select(problem => new ValidationResult(problem, [nameof(Receivers)]));
}

/// <summary>Which way a receiver is told.</summary>
internal enum AlarmChannelKind
{
    Mail,
    Webhook,
    Slack,
}

/// <summary>One who is told.</summary>
internal sealed class AlarmReceiverOptions
{
    /// <summary>Which way: by mail; by a POST that is signed as partners' notifications are; by a POST in the form of Slack, which Mattermost, Rocket.Chat and others take too.</summary>
    public AlarmChannelKind Kind { get; set; }

    /// <summary>Of <c>Mail</c>: addresses, separated by commas.</summary>
    public string To { get; set; } = "";

    /// <summary>Of <c>Webhook</c> and <c>Slack</c>: where to post. The address of a Slack channel is as good as a password.</summary>
    /// <value><c>https://...</c></value>
    public string Url { get; set; } = "";

    /// <summary>Of <c>Webhook</c>: the secret that signs, as <c>whsec_</c> and base64 (standard-webhooks.md 2).</summary>
    public string Secret { get; set; } = "";

    /// <summary>Of these tenants alone; none: of all, and of the installation itself.</summary>
    public List<string> OnlyTenants { get; set; } = [];

    /// <summary>Only what keeps SMS from going out, or soon will.</summary>
    public bool UrgentOnly { get; set; }

    /// <summary>Only what still needs attention after so long: for whom it is escalated to. <c>00:00:00</c>: at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan After { get; set; }
}

/// <summary>How the connection to the mail server is kept from others' eyes.</summary>
internal enum MailSecurity
{
    /// <summary>TLS after STARTTLS, or nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>None: for a mail server on this machine alone.</summary>
    None,
}

/// <summary>The mail server.</summary>
internal sealed class AlarmMailOptions
{
    /// <summary>Name or address of the mail server.</summary>
    public string Host { get; set; } = "";

    /// <summary>Usually 587 for <c>StartTls</c>, 465 for <c>Tls</c>, 25 for <c>None</c>.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>TLS after STARTTLS, TLS from the first byte, or none, which only a mail server on this machine is spoken to with.</summary>
    public MailSecurity Security { get; set; }

    /// <summary>Name to log in with; empty: no log-in.</summary>
    public string Username { get; set; } = "";

    /// <summary>Password to log in with.</summary>
    public string Password { get; set; } = "";

    /// <summary>Whom the mail is from.</summary>
    /// <value>such as <c>smsbridge@example.org</c></value>
    public string From { get; set; } = "";

    /// <summary>How long the mail server has for each of its answers.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>PEM file with certificates that are trusted besides the system's: of a mail server with a certificate of your own CA.</summary>
    public string? AdditionalCaFile { get; set; }
}
