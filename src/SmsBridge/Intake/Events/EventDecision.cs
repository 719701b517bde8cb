using System.Globalization;
using SmsBridge.Intake.Events.Records;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Intake.Events;

/// <summary>What an external event amounts to: an event for the inbox, a problem, or neither when nothing of ours belongs to it.</summary>
/// <param name="Form">Its record's form, where this version was not made for it.</param>
internal readonly record struct Decided(NewEvent? Event, string? Problem = null, NewForm? Form = null);

/// <summary>A form of a record that this version was not made for.</summary>
internal sealed record NewForm(string Schema, string Fingerprint);

/// <summary>Decides by the catalogue, so that the same act by hook and by event has the same key, and is one SMS. Pure.</summary>
internal static class EventDecision
{
    /// <summary>The core sends once a minute, and after an outage or a bulk hours late. Less than this is the way of a hook.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    /// <param name="isOn">Whether an SMS belongs to events of a type of this tenant.</param>
    /// <param name="isLate">Whether one of such an age is of no use any more.</param>
    public static Decided Decide(ExternalMessage message, ExternalItem item, DateTimeOffset now, Func<EventType, bool> isOn, Func<EventType, TimeSpan, bool> isLate)
    {
        if (!IsTold(item) || EventCatalogue.FindExternal(item.Name) is not { } kind)
        {
            return default; // cores have hundreds of kinds
        }

        if (!IsRecordOf(kind, item.Schema))
        {
            return new Decided(null, $"{item.Type}{At(item)} can not be read: it brings {NameOf(item.Schema)}, which is not its record.");
        }

        var facts = EventRecords.Read(item.Schema, item.Data, out var fingerprint, out var problem);
        if (problem is not null)
        {
            return new Decided(null, string.Create(CultureInfo.InvariantCulture, $"{item.Type}{At(item)} can not be read: {problem} ({NameOf(item.Schema)}, form {fingerprint:x16})."));
        }

        var form = facts!.IsNewForm ? new NewForm(item.Schema, fingerprint.ToString("x16", CultureInfo.InvariantCulture)) : null;
        return new Decided(EventOf(message, item, facts, kind, now, isOn(kind.Type), isLate), Form: form);
    }

    /// <summary>Whether a text belongs to events of its kind.</summary>
    public static bool IsTold(ExternalItem item) => EventCatalogue.FindExternal(item.Name) is not null && EventRecords.IsKnown(item.Schema);

    /// <summary>What stands in another record would be taken for something else: the number of a loan for that of a transaction.</summary>
    private static bool IsRecordOf(EventKind kind, string schema) => kind.LookUp switch
    {
        LookUp.Client => schema is EventRecords.Client,
        LookUp.Loan => schema is EventRecords.LoanAccount,
        LookUp.LoanTransaction or LookUp.LoanDisbursement => schema is EventRecords.LoanTransaction || (kind.IsUndoing && schema is EventRecords.LoanAdjustment),
        LookUp.Instalment => schema is EventRecords.LoanRepaymentDue,
        LookUp.Account => schema == (kind.Account == AccountType.Share ? EventRecords.ShareAccount : EventRecords.SavingsAccount),
        LookUp.AccountTransaction => schema is EventRecords.SavingsTransaction,
        _ => false,
    };

    private static NewEvent EventOf(
        ExternalMessage message, ExternalItem item, EventFacts facts, EventKind kind, DateTimeOffset now, bool isOn, Func<EventType, TimeSpan, bool> isLate)
    {
        // The transaction as both: which of them is the key is the kind's.
        var ids = new EventIds(facts.ResourceId, facts.ClientId, facts.LoanId, facts.SavingsId, facts.ResourceId).Of(kind);
        var made = new NewEvent
        {
            TenantId = 0, Type = kind.Type, Verdict = Verdict.Accepted, ReceivedAt = now.ToUnixTimeMilliseconds(), Dialect = Dialect.External,
            HappenedAt = now - message.CreatedAt >= AtOnce ? message.CreatedAt.ToUnixTimeMilliseconds() : null, // an import pause, a surge and its expiry go by it
            ResourceId = ids.ResourceId, ClientId = ids.ClientId, LoanId = ids.LoanId, SavingsId = ids.SavingsId,
            SubResourceId = kind.Key switch
            {
                EventKey.LoanTransaction or EventKey.SubResource => facts.ResourceId,
                EventKey.Instalment => EventDay.Number(facts.Date!.Value),
                _ => null,
            },
            Digest = kind.Key == EventKey.Instalment ? InstalmentKey.Of(kind.Type, facts.LoanId, facts.Date) : null,
            Detail = facts.IsNewForm ? $"Its record ({NameOf(item.Schema)}) has a form that this version was not made for: only what has never changed was read." : null,
        };
        return !isOn ? made with { Verdict = Verdict.Ignored, Reason = Reasons.NotHandled, Detail = $"{kind.Type}: the tenant does not tell of it." }
            : isLate(kind.Type, now - message.CreatedAt) ? made with
            {
                Verdict = Verdict.Ignored, Reason = Reasons.TooLate,
                Detail = string.Create(CultureInfo.InvariantCulture, $"The core raised it at {message.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC."),
            }
            : made with { Body = facts.ToBody(message, item) };
    }

    private static string At(ExternalItem item) => item.Index == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", number {item.Index} of its message,");

    private static string NameOf(string schema) => schema[(schema.LastIndexOf('.') + 1)..];
}
