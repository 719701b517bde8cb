using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using SmsBridge.Numbers;

namespace SmsBridge.Gateways.Reports;

/// <summary>A provider whose reports come to an address of <see cref="ReportAddresses"/>.</summary>
internal interface IReportReader
{
    /// <summary>As its gateway's.</summary>
    string Provider { get; }

    /// <summary>What it is answered once all is on disk.</summary>
    string Acknowledgement => "OK";

    /// <summary>Every message of ours the request reports about, perhaps none; null when it is no report of this provider's.</summary>
    IReadOnlyList<IncomingReport>? Read(ReportRequest request);

    /// <summary>Every SMS of a client that the request brings: replies come to the same address. Null when there is none in it.</summary>
    IReadOnlyList<IncomingReply>? ReadReplies(ReportRequest request) => null;

    /// <summary>Whether accounts of this provider may have a secret to sign with.</summary>
    bool MaySign => false;

    /// <summary>For providers that sign beyond the address: whether an account did, or has given no secret to sign with.</summary>
    /// <param name="account">One account, with each secret it may sign with: one that was replaced does for a while.</param>
    bool IsSigned(ReportRequest request, IEnumerable<SenderAccount> account) => true;
}

/// <summary>One message that a provider reports about, not yet known to be one of ours.</summary>
/// <param name="Reference">Our own name for it, where the provider tells it.</param>
/// <param name="ProviderId">The provider's name for it; null: it tells ours only.</param>
/// <param name="Word">The provider's word for the status.</param>
/// <param name="Of">What it says, once it is known which message it is about; null for a word that is not known.</param>
internal sealed record IncomingReport(SmsReference? Reference, string? ProviderId, string Word, Func<long, Receipt?> Of)
{
    /// <summary>
    /// Set where a provider has no name of ours for a message: a report about an id nobody knows may then be taken for the one SMS to this number
    /// whose outcome is not known.
    /// </summary>
    public Msisdn? To { get; init; }
}

/// <summary>What somebody sent to a report address.</summary>
/// <param name="Body">Its bytes, for signatures; empty with GET.</param>
/// <param name="Fields">Of query and form.</param>
/// <param name="Json">The body, where it is JSON.</param>
/// <param name="Authorization">The header of that name.</param>
internal sealed record ReportRequest(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Fields, JsonElement? Json, string? Authorization)
{
    /// <summary>A field that is there and not empty, whatever the case of its name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => Fields.TryGetValue(name, out value) && value.Length > 0;
}
