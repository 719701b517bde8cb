using System.Text;
using System.Text.RegularExpressions;
using SmsBridge.Messages;

namespace SmsBridge.Gateways.Smpp;

/// <summary>What a delivery receipt says (smpp.md 4): by its optional parameters, else by its text, of which every SMSC has a spelling of its own. Pure.</summary>
/// <param name="Id">The SMSC's name for the SMS, as it stands there.</param>
/// <param name="Word">Its status: a word of the text, or of the standard for the parameter's number.</param>
/// <param name="Error">Null: it names none.</param>
internal sealed partial record SmppReceipt(string Id, string Word, string? Error)
{
    private const int LongestText = 1_024;

    /// <summary>The SMSC goes on trying: what failed is a try, and not the SMS.</summary>
    public bool IsOnTheWay { get; init; }

    /// <summary>How the SMS began, in whatever coding the SMSC writes it; empty: it does not say.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }

    private static readonly string[] States = ["SCHEDULED", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD", "SKIPPED"];

    /// <summary>Null: it does not say about which SMS, or nothing about its state.</summary>
    public static SmppReceipt? Parse(SmppMessage message)
    {
        var content = message.Content.Span;
        var whole = Encoding.Latin1.GetString(content[..Math.Min(content.Length, LongestText)]);
        var begin = Texts().Match(whole);
        var text = begin.Success ? whole[..begin.Index] : whole; // what the SMS said is no field of the receipt
        var id = OfParameter(message.Tlv(SmppTlv.ReceiptedMessageId)) ?? Field(Ids(), text);
        var word = message.Tlv(SmppTlv.MessageState) is { Length: 1 } state && state.Span[0] < States.Length ? States[state.Span[0]] : Field(Stats(), text)?.ToUpperInvariant();
        var error = Field(Errors(), text) ?? (message.Tlv(SmppTlv.NetworkErrorCode) is { Length: 3 } network ? FormattableString.Invariant($"{(network.Span[1] << 8) | network.Span[2]}") : null);
        return id is { Length: <= SmppMessage.LongestMessageId } && word is not null ? new SmppReceipt(id, word, error?.TrimStart('0') is "" ? null : error)
        {
            IsOnTheWay = message.IsOnTheWay, Text = begin.Success ? message.Content[(begin.Index + begin.Length)..] : default,
        } : null;
    }

    /// <summary>Null: it is no state that changes anything.</summary>
    public MessageStatus? Status => Word switch
    {
        "ENROUTE" or "ACCEPTD" or "ACCEPTED" or "BUFFERED" or "SCHEDULED" => MessageStatus.Sent,
        "DELIVRD" or "DELIVERED" => MessageStatus.Delivered,
        "EXPIRED" or "DELETED" or "UNDELIV" or "UNDELIVERED" or "UNDELIVERABLE" or "FAILED" => IsOnTheWay ? MessageStatus.Sent : MessageStatus.Undelivered,
        "REJECTD" or "REJECTED" => IsOnTheWay ? MessageStatus.Sent : MessageStatus.Failed,
        _ => null,
    };

    /// <summary>As the ledger takes it.</summary>
    /// <param name="providerId">As the SMS is known by.</param>
    public Receipt? About(long messageId, string providerId)
    {
        if (Status is not { } status)
        {
            return null;
        }

        var failed = status is MessageStatus.Undelivered or MessageStatus.Failed;
        return new Receipt(
            messageId, providerId, status, Word, failed ? Error : null, failed ? Reasons.DeliveryFailed : null, failed ? Error is null ? Word : $"{Word}, error {Error}" : null,
            Supersedes: _ => true); // our own order of statuses decides
    }

    private static string? OfParameter(ReadOnlyMemory<byte>? value) =>
        value is { } bytes && Encoding.Latin1.GetString(bytes.Span).TrimEnd('\0') is { Length: > 0 } id ? id : null;

    private static string? Field(Regex pattern, string text) => pattern.Match(text) is { Success: true } match ? match.Groups["value"].Value : null;

    [GeneratedRegex(@"(?:^|\s)text:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Texts();

    [GeneratedRegex(@"(?:^|\s)id:\s?(?<value>[^\s:]{1,64})(?:\s|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Ids();

    [GeneratedRegex(@"(?:^|\s)stat(?:us)?:\s?(?<value>[A-Za-z]{1,20})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Stats();

    [GeneratedRegex(@"(?:^|\s)err(?:or)?:\s?(?<value>[A-Za-z0-9]{1,10})(?:\s|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Errors();
}
