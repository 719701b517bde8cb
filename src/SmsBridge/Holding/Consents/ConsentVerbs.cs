using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding.Consents;

/// <summary>What people and tenants do about consent: scope, checks and audit are here, so that pages, API and command line need only say what came of it.</summary>
internal sealed class ConsentVerbs(
    TenantAccess tenants, ConsentStore store, HoldDirectory holds, ConsentViews views, AuditLog audit, IOptions<HoldingOptions> options, TimeProvider time)
{
    public const int LongestNote = 200;

    /// <summary>To whom classes of texts go.</summary>
    public Task<Outcome> RuleAsync(Caller caller, string identifier, ConsentRuleRequest? request) =>
        ForAsync(caller, identifier, async tenant =>
        {
            var modes = new Dictionary<EventClass, ConsentMode?>();
            if (Read(request, modes) is { } refused)
            {
                return refused;
            }

            await holds.RefreshAsync(CancellationToken.None);
            var needs = holds.ConsentOf(tenant.Id);
            var before = WordsOf(modes.Keys, kind => needs?.RuleOf(kind) ?? default);
            var after = WordsOf(modes.Keys, kind => new ConsentRule(modes[kind] ?? ConsentNeeds.BySettings(kind, options.Value.PromotionalOptIn), modes[kind] is not null));
            if (before == after)
            {
                return new Outcome.Unchanged($"It is so already: {after}.");
            }

            await store.SetAsync(tenant.Id, modes, session => audit.Record(session, caller.DidTo(tenant, AuditActions.ConsentRule, before: before, after: after)));
            await holds.ReloadAsync(CancellationToken.None);
            return new Outcome.Done($"Texts of {tenant.Identifier}: {after}. What waits is judged by it when it is sent.");
        });

    /// <summary>A client agreed, or took it back. The later one holds; what was said before stays on the record.</summary>
    public Task<Outcome> RecordAsync(Caller caller, string identifier, ConsentRequest? request) =>
        ForAsync(caller, identifier, async tenant =>
        {
            var asked = request ?? new ConsentRequest(null, null, null);
            if (views.NumberOf(tenant, asked.Number) is not { } number)
            {
                return ConsentViews.NoNumber;
            }

            var note = OneLineText.Of(asked.Note?.Trim() ?? "");
            if (EventClasses.Find(asked.Class) is not { } kind)
            {
                return NoClass(asked.Class, "class");
            }

            if (asked.Given is not { } given)
            {
                return new Outcome.Refused("given must be true, or false where it was taken back.", "given");
            }

            if (!SaysHow(note, given))
            {
                return new Outcome.Refused($"Say how the client said so, in at most {LongestNote} characters: it is the record of it.", "note");
            }

            var name = EventClasses.NameOf(kind);
            var row = new ConsentRow
            {
                Number = number.Value, Class = name, Given = given ? 1 : 0, At = time.GetUtcNow().ToUnixTimeMilliseconds(), Actor = caller.Actor.Name, Note = note.Length == 0 ? null : note,
                Source = caller.TenantId is null ? ConsentSources.Person : ConsentSources.Key,
            };
            if (!await store.RecordAsync(tenant.Id, row, (session, last) => audit.Record(session, caller.DidTo(
                tenant, AuditActions.Consent, note, before: $"{name}, {number.Masked}: {Said(last)}", after: $"{name}, {number.Masked}: {Said(given)}"))))
            {
                return new Outcome.Unchanged($"That is what was recorded last of {number.Masked}.");
            }

            await holds.ReloadAsync(CancellationToken.None); // it may be the first of its class
            return await views.FindAsync(tenant, number.Value, CancellationToken.None) is ConsentFound found
                ? new ConsentFound($"Recorded: {number.Masked} {(given ? "agreed to" : "took back consent to")} {name} texts. {found.Words}", found.View)
                : new Outcome.Done("Recorded.");
        });

    /// <summary>Whether a note, of one line, is what has to be on the record: how the client agreed; of what was taken back it may be empty.</summary>
    public static bool SaysHow(string note, bool given) => note.Length <= LongestNote && (!given || note.Length > 0);

    /// <summary>Refused for a name that is no class.</summary>
    public static Outcome.Refused NoClass(string? name, string field) => new($"There is no class {name?.Trim()}. There are: {EventClasses.Names}.", field);

    /// <summary>Nobody has proved a tenant on trust: what clients told the registrations before it is not its to read or lift.</summary>
    public static Outcome OnTrust { get; } = new Outcome.Refused("The tenant is taken on trust: until it is verified, its key reads and changes no consent.", "tenantId");

    private Task<Outcome> ForAsync(Caller caller, string identifier, Func<Tenant, Task<Outcome>> act) => tenants.ForAsync(
        caller, identifier,
        async tenant => caller.TenantId is not null && tenant.TrustedUntil is not null
            ? OnTrust
            : await act(tenant),
        ownToo: true);

    private static Outcome.Refused? Read(ConsentRuleRequest? request, Dictionary<EventClass, ConsentMode?> modes)
    {
        foreach (var (name, mode) in request?.Classes ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            if (EventClasses.Find(name) is not { } kind)
            {
                return NoClass(name, "classes");
            }

            var found = ConsentModes.Find(mode);
            if (found is null && !string.IsNullOrWhiteSpace(mode))
            {
                return new Outcome.Refused($"A class has one of these modes: {ConsentModes.Names}; none: by the settings.", "classes");
            }

            modes[kind] = found;
        }

        return modes.Count == 0 ? new Outcome.Refused("Say which class, as in {\"classes\":{\"promotional\":\"optIn\"}}.", "classes") : null;
    }

    private static string WordsOf(IEnumerable<EventClass> kinds, Func<EventClass, ConsentRule> ruleOf) => string.Join(", ", kinds.Order().Select(kind =>
        $"{EventClasses.NameOf(kind)} {ConsentModes.NameOf(ruleOf(kind).Mode)}{(ruleOf(kind).IsOwn ? "" : " by the settings")}"));

    private static string Said(bool? given) => given switch { true => "agreed", false => "taken back", null => "nothing" };
}
