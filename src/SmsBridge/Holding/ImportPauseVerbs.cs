using System.Text.Json.Serialization;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding;

/// <summary>A tenant's import pauses, newest first, at most 50.</summary>
/// <param name="InForce">Events that come now are recorded, and nobody is told of them.</param>
internal sealed record ImportPausesView(string TenantId, bool InForce, IReadOnlyList<ImportPauseView> Pauses);

/// <summary>A time in which events are recorded without being told.</summary>
/// <param name="Until">Null: until somebody ends it.</param>
/// <param name="By">Who set it.</param>
internal sealed record ImportPauseView(DateTimeOffset From, DateTimeOffset? Until, string? Note, string By)
{
    public static ImportPauseView Of(ImportPause pause) => new(StoredTime.At(pause.FromAt), StoredTime.At(pause.UntilAt), pause.Note, pause.MadeBy);
}

/// <summary>From when to when events are to be recorded without being told.</summary>
/// <param name="From">Absent: from now on. At most seven days ago.</param>
/// <param name="Until">Absent: until it is ended.</param>
/// <param name="Note">Why, for whoever looks next.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ImportPauseRequest(DateTimeOffset? From, DateTimeOffset? Until, string? Note);

/// <summary>Import pauses: scope, checks and audit are here, so that pages, API and command line need only say what came of it.</summary>
internal sealed class ImportPauseVerbs(TenantAccess tenants, ImportPauseStore store, HoldDirectory holds, AuditLog audit, TimeProvider time)
{
    private const int MostListed = 50;
    private const int LongestNote = 200;

    /// <summary>What came before is known no more to every node.</summary>
    private static readonly TimeSpan FurthestBack = TimeSpan.FromDays(7);

    public async Task<ImportPausesView> ListAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var pauses = await store.ListAsync(tenant.Id, MostListed, cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new ImportPausesView(tenant.Identifier, pauses.Any(pause => pause.Covers(now)), [.. pauses.Select(ImportPauseView.Of)]);
    }

    public Task<Outcome> StartAsync(Caller caller, string identifier, ImportPauseRequest? request) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            var now = time.GetUtcNow();
            var from = request?.From ?? now;
            if (now - from > FurthestBack)
            {
                return new Outcome.Refused("An import pause begins at most seven days ago.", "from");
            }

            if (request?.Until is { } until && (until <= from || until <= now))
            {
                return new Outcome.Refused("The end must be later than the beginning, and later than now.", "until");
            }

            if (request?.Note?.Length > LongestNote)
            {
                return new Outcome.Refused($"The note may have {LongestNote} characters.", "note");
            }

            var pause = new ImportPause
            {
                TenantId = tenant.Id, FromAt = from.ToUnixTimeMilliseconds(), UntilAt = request?.Until?.ToUnixTimeMilliseconds(), MadeBy = caller.Actor.Name,
                Note = string.IsNullOrWhiteSpace(request?.Note) ? null : request.Note.Trim(),
            };
            if (!await store.StartAsync(pause, session => audit.Record(session, caller.DidTo(tenant, AuditActions.ImportPause, pause.Note, after: pause.Words))))
            {
                return await StandingAsync(tenant, from, now);
            }

            await holds.ReloadAsync(CancellationToken.None);
            return new Outcome.Done(from > now
                ? $"What {tenant.Identifier}'s core tells from then on is recorded, and its clients are not told of it. Until it begins they are. {pause.Words}"
                : $"What {tenant.Identifier}'s core tells is recorded, and its clients are not told of it. {pause.Words}");
        });

    public Task<Outcome> EndAsync(Caller caller, string identifier) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            var ended = await store.EndAsync(tenant.Id, session => audit.Record(session, caller.DidTo(tenant, AuditActions.ImportPause, after: "ended")));
            if (!ended.Any)
            {
                return new Outcome.Unchanged($"{tenant.Identifier} has no import pause.");
            }

            await holds.ReloadAsync(CancellationToken.None);
            return new Outcome.Done(
                !ended.InForce ? $"The import pause of {tenant.Identifier} is taken back before it began: its clients are told, as they were all along."
                : $"The clients of {tenant.Identifier} are told again of what comes from now on{(tenant.Pause is null ? "." : ", once the tenant is resumed (tenant resume).")}{(ended.ToCome ? " One that was to begin later is taken back too." : "")}");
        });

    /// <summary>What stands in the way. What is over can not be ended once more: the new one has to begin after it.</summary>
    private async Task<Outcome> StandingAsync(Tenant tenant, DateTimeOffset from, DateTimeOffset now)
    {
        var pauses = await store.ListAsync(tenant.Id, MostListed, CancellationToken.None);
        var standing = pauses.Where(pause => !pause.IsOver(from.ToUnixTimeMilliseconds())).MaxBy(pause => pause.UntilAt ?? long.MaxValue);
        return standing is { NextFrom: { } next } && standing.IsOver(now.ToUnixTimeMilliseconds())
            ? new Outcome.Refused(
                FormattableString.Invariant($"An import pause of {tenant.Identifier} ended at {StoredTime.At(standing.UntilAt):yyyy-MM-dd HH:mm:ss} UTC: this one can begin ")
                + (next > now ? "now (leave from empty)." : FormattableString.Invariant($"at {next:yyyy-MM-dd HH:mm} UTC at the earliest.")), "from")
            : new Outcome.Unchanged($"{tenant.Identifier} has an import pause that ends later than this one would begin. End that one first. {standing?.Words}".Trim());
    }
}
