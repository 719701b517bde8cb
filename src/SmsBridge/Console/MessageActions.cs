using System.Globalization;
using SmsBridge.Insight.OneMessage;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Console;

/// <summary>What came of an act.</summary>
/// <param name="Problem">Why not, in words; null: done.</param>
internal readonly record struct ActResult(string? Problem);

/// <summary>
/// What support does to a message, for the pages and the API alike: each act on the audit, in its own transaction where it writes, before it is
/// shown where it shows. Who may is decided by the caller's policy; whose message it is, by the caller's look-up.
/// </summary>
internal sealed class MessageActions(MessageResend resend, MessageCancel cancel, OneMessageQueries messages, AuditLog audit, Database database, TenantStandings standings, TimeProvider time)
{
    public const int LongestReason = 500;
    public const int LongestNote = 2_000;

    /// <summary>How long a revealed number stays on the screen.</summary>
    public static readonly TimeSpan RevealFor = TimeSpan.FromSeconds(60);

    /// <summary>What was typed, cut; null: nothing.</summary>
    public static string? Words(string? text, int longest = LongestReason) => text?.Trim() is { Length: > 0 } words ? words[..Math.Min(words.Length, longest)] : null;

    public static string Subject(long eventId) => string.Create(CultureInfo.InvariantCulture, $"message {eventId}");

    public async Task<ActResult> ResendAsync(Actor actor, MessageOwner message, ResendRules rules, string? reason)
    {
        if (standings.NeverAgain(message.TenantId) is { } never)
        {
            return new ActResult(never);
        }

        var before = message.Status.Name();
        var outcome = await resend.ResendAsync(
            message.TenantId, [message.EventId], rules, Sources.Operator,
            (session, eventId) => audit.Record(session, actor.Did(AuditActions.Resend, Subject(eventId), message.TenantId, reason, before, MessageStatus.Queued.Name())));
        return new ActResult(outcome.Left.Select(left => left.Why).FirstOrDefault());
    }

    /// <summary>Whether its tenant is no more.</summary>
    public bool IsOfDeleted(MessageOwner message) => standings.NeverAgain(message.TenantId) is not null;

    public async Task<ActResult> CancelAsync(Actor actor, MessageOwner message, string? reason) => new(await cancel.CancelAsync(
        message.TenantId, message.EventId, Sources.Operator,
        session => audit.Record(session, actor.Did(AuditActions.Cancel, Subject(message.EventId), message.TenantId, reason, message.Status.Name(), Reasons.Cancelled))));

    /// <summary>The whole number, once it is on the audit that it was asked for and why.</summary>
    /// <returns>Null: there is none.</returns>
    public async Task<string?> RevealAsync(Actor actor, MessageOwner message, string reason)
    {
        if (message.Recipient is null)
        {
            return null;
        }

        await audit.RecordAsync(actor.Did(AuditActions.Reveal, Subject(message.EventId), message.TenantId, reason));
        return message.Recipient;
    }

    public Task NoteAsync(Actor actor, MessageOwner message, string text) => database.WriteAsync(session =>
    {
        NoteStore.Add(session, message.EventId, actor, text, time.GetUtcNow());
        audit.Record(session, actor.Did(AuditActions.Note, Subject(message.EventId), message.TenantId));
    });

    /// <summary>An event with what the acts need to know of its message; null: there is none, or it is not for these eyes.</summary>
    public async Task<MessageOwner?> FindAsync(long eventId, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken) =>
        await messages.OwnerAsync(eventId, cancellationToken) is { } owner && tenants.Any(tenant => tenant.Id == owner.TenantId) ? owner : null;
}
