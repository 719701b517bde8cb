using SmsBridge.Insight.Search;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.ClientRecords;

/// <summary>Everything held of one client, for the client: numbers and texts are whole.</summary>
/// <param name="Numbers">To which SMS of the client went.</param>
/// <param name="Events">Oldest first.</param>
/// <param name="OptOuts">From which senders these numbers want no SMS, and when that was lifted.</param>
/// <param name="Known">As whom the search knows the client, and what is wrong with the number; of each registration of the tenant.</param>
/// <param name="NotSearched">What may name the client and can not be told to.</param>
internal sealed record ClientExport(
    string TenantId, long ClientId, DateTimeOffset At, IReadOnlyList<string> Numbers, IReadOnlyList<ExportedEvent> Events, IReadOnlyList<ExportedOptOut> OptOuts,
    IReadOnlyList<ExportedClient> Known, IReadOnlyList<string> NotSearched)
{
    /// <summary>To which classes of texts these numbers agreed, and what was taken back; oldest first.</summary>
    public IReadOnlyList<ExportedConsent> Consents { get; init; } = [];
}

/// <param name="Words">By which the name is found.</param>
/// <param name="MobileNo">As typed in the core.</param>
/// <param name="Trouble">Why the number could not be used.</param>
internal sealed record ExportedClient(
    string? Name, IReadOnlyList<string> Words, string? Account, string? Office, string? MobileNo, string? Trouble, string? TroubleDetail, long? TroubleEvent, DateTimeOffset? TroubleAt)
{
    public static ExportedClient Of(KnownClient known) => new(
        known.Name, SearchWords.Parted(known.Words), known.Account, known.Office, known.MobileNo, known.Trouble, known.TroubleDetail, known.TroubleEvent, StoredTime.At(known.TroubleAt));
}

/// <param name="Event">Entity and action.</param>
/// <param name="Verdict">1 accepted, 2 a repeat, 3 ignored, 4 refused.</param>
/// <param name="Source">The address the hook came from.</param>
/// <param name="MobileNo">As the core wrote it, of texts that it wrote itself.</param>
/// <param name="Hook">As it came.</param>
/// <param name="Message">Null: no SMS was made of it.</param>
/// <param name="Answers">What core and provider said when something was wrong, masked when it came.</param>
/// <param name="Notices">What partners are told of it.</param>
internal sealed record ExportedEvent(
    long Id, string Event, int Verdict, DateTimeOffset ReceivedAt, string? Reason, string? Detail, string? Source, long? ResourceId, long? LoanId, long? SavingsId, string? MobileNo, string? Text, string? Hook,
    DateTimeOffset? ErasedAt, ExportedMessage? Message, IReadOnlyList<ExportedAttempt> Attempts, IReadOnlyList<ExportedChange> Changes, IReadOnlyList<ExportedAnswer> Answers,
    IReadOnlyList<ExportedNote> Notes, ExportedTransaction? Transaction, IReadOnlyList<ExportedNotice> Notices);

/// <param name="About">What the core said of whom it is about; null: it was not asked.</param>
internal sealed record ExportedMessage(
    string Status, string? Reason, string? Detail, string? Number, string? Sender, string? Text, string? Provider, string? ProviderId, DateTimeOffset? SentAt, DateTimeOffset? FinalAt,
    MessageAbout? About);

internal sealed record ExportedAttempt(int Number, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? ProviderId, string? Code, string? Detail);

internal sealed record ExportedChange(DateTimeOffset At, string Status, string Source, string? Reason, string? Detail);

internal sealed record ExportedAnswer(DateTimeOffset At, string Peer, int? HttpStatus, string? Body);

internal sealed record ExportedNote(DateTimeOffset At, string Author, string Text);

internal sealed record ExportedTransaction(string Code, string Message, string? ThirdPartyId, string? Amount, string? Currency, long? AccountId);

internal sealed record ExportedNotice(DateTimeOffset At, string Partner, string Body);

internal sealed record ExportedOptOut(string Number, string Sender, DateTimeOffset Since, string Source, DateTimeOffset? LiftedAt);

internal sealed record ExportedConsent(string Number, string Class, bool Given, DateTimeOffset At, string Source, string By, string? Note);
