using System.Globalization;
using System.Text.RegularExpressions;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts.DataTables;
using SmsBridge.TenantTexts.OwnEvents;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.TenantTexts;

/// <summary>
/// What people and a tenant's API key do with its texts: scope, checks and audit are here, so that pages, API and command line need only say what came of it.
/// </summary>
internal sealed partial class TextVerbs(TenantAccess tenants, TextStore store, TextDirectory texts, CoreTables core, OwnEventMaking own, AuditLog audit)
{
    private const int LongestNote = 200;
    private const int MostPerDay = 50;
    private const int LongestRole = 100; // a value of a code, in the core
    private const decimal LargestAmount = 1_000_000_000_000m;

    /// <summary>Whether clients hear of an event, and under which rules.</summary>
    public Task<Outcome> SetEventAsync(Caller caller, string identifier, string eventName, EventRequest request) =>
        ForAsync(caller, identifier, eventName, async (tenant, kind) =>
        {
            if (request.Enabled is not { } isOn)
            {
                return new Outcome.Invalid("Say whether the event is to be told: enabled must be true or false.", "enabled");
            }

            if (RuleProblem(kind, request) is { } problem)
            {
                return problem;
            }

            if (kind.IsOwn && await own.PrepareAsync(tenant, kind, isOn, EventClasses.Find(request.Class)) is { } unfit)
            {
                return unfit;
            }

            var before = texts.SettingOf(tenant.Id, kind);
            await store.SetEventAsync(tenant.Id, kind, isOn, request.Rules, caller.Actor.Name);
            await texts.ReloadAsync(CancellationToken.None);
            await audit.RecordAsync(Did(caller, tenant, kind, null, WordsOf(kind, before), WordsOf(texts.KindOf(tenant.Id, kind.Name) ?? kind, texts.SettingOf(tenant.Id, kind))));
            return new Outcome.Done($"{kind.Title}: {WordsOf(texts.KindOf(tenant.Id, kind.Name) ?? kind, texts.SettingOf(tenant.Id, kind))}.");
        }, tenant => own.MakeAsync(caller, tenant, eventName, request));

    /// <summary>Kept beside what is in force; nobody is sent it.</summary>
    public Task<Outcome> SaveDraftAsync(Caller caller, string identifier, string eventName, string language, DraftRequest request) =>
        ForTextAsync(caller, identifier, eventName, language, async (tenant, kind, key) =>
        {
            var check = await CheckAsync(tenant, kind, language, request);
            if (check.Fault is { } fault)
            {
                return new Outcome.Refused(fault, check.Field);
            }

            if (!await store.SaveDraftAsync(key, request.Text!, check.Registered?.Given, caller.Actor.Name))
            {
                return new Outcome.Refused($"A tenant has texts in at most {TextStore.MostLanguages} languages.", "language");
            }

            return new Outcome.Done($"The draft of {kind.Name} in {language} is kept. Publish it to have it sent.");
        });

    /// <summary>The draft, or an earlier version again, is what is sent from now on.</summary>
    public Task<Outcome> PublishAsync(Caller caller, string identifier, string eventName, string language, PublishRequest request, CancellationToken cancellationToken) =>
        ForTextAsync(caller, identifier, eventName, language, async (tenant, kind, key) =>
        {
            if (request.Note?.Length > LongestNote)
            {
                return new Outcome.Refused($"A note has at most {LongestNote} characters.", "note");
            }

            var row = await RowAsync(key, cancellationToken);
            var version = request.Version is { } wanted ? (await store.VersionsAsync(key, cancellationToken)).Find(each => each.Version == wanted) : null;
            var (text, registered) = request.Version is null ? (row?.Draft, RegisteredColumn.Read(row?.DraftRegistered)) : (version?.Text, RegisteredColumn.Read(version?.Registered));
            if (text is null)
            {
                return request.Version is { } missing
                    ? new Outcome.Refused($"There is no version {missing} of this text.", "version")
                    : new Outcome.Refused("There is no draft to publish. Write one first: on the text's page in the console, or with PUT /modules/sms/texts/{tenantId}/{EVENT}/{language}.", "text");
            }

            var check = texts.Check(tenant.Id, kind, text, language, registered);
            if (check is not { Template: { } template })
            {
                return new Outcome.Refused(check.Fault!, check.Field); // an earlier version may name what there is no more
            }

            if (await core.WhyNotAsync(tenant, template.OfTables, cancellationToken) is { } gone)
            {
                return new Outcome.Refused(gone, "text");
            }

            var note = request.Note ?? (request.Version is { } earlier ? string.Create(CultureInfo.InvariantCulture, $"Back to version {earlier}") : null);
            var number = await store.PublishAsync(key, text, registered, note, caller.Actor.Name, template.OfTables);
            if (number == 0)
            {
                return new Outcome.Refused("A data table that the text names was just changed. See what it has now, and publish again.", "text");
            }

            await texts.ReloadAsync(CancellationToken.None);
            await audit.RecordAsync(Did(caller, tenant, kind, language, WordsOf(row?.PublishedText, RegisteredColumn.Read(row?.PublishedRegistered)), WordsOf(text, registered), note));
            return new Outcome.Done(string.Create(CultureInfo.InvariantCulture, $"Version {number} of {kind.Name} in {language} is published.{NobodyGets(tenant, kind, language)}{(ReplyAsked.WhyInVain(tenant.Settings.Sender, text) is { } vain ? " " + vain : "")}"));
        });

    /// <summary>Draft and published words go; the installation's or the product's are sent. The versions stay, to go back to.</summary>
    public Task<Outcome> WithdrawAsync(Caller caller, string identifier, string eventName, string language) =>
        ForTextAsync(caller, identifier, eventName, language, async (tenant, kind, key) =>
        {
            if (kind.IsOwn && texts.IsOn(tenant.Id, kind.Type) && !await own.HasWordsAsync(tenant.Id, kind, but: language))
            {
                return new Outcome.Refused($"{kind.Name} is told, and has words in no other language. Switch it off first.", "event");
            }

            var before = texts.TemplateOf(tenant.Id, kind, language).Text;
            if (!await store.WithdrawAsync(key))
            {
                return new Outcome.Unchanged($"{tenant.Identifier} has no text of its own for {kind.Name} in {language}.");
            }

            await texts.ReloadAsync(CancellationToken.None);
            await audit.RecordAsync(Did(caller, tenant, kind, language, before, texts.TemplateOf(tenant.Id, kind, language).Text));
            return new Outcome.Done($"{tenant.Identifier} has no words of its own for {kind.Name} in {language} any more.");
        });

    private async Task<EventTextRow?> RowAsync(TextKey key, CancellationToken cancellationToken) =>
        (await store.OfTenantAsync(key.TenantId, cancellationToken)).Find(each => each.Event == key.Event && each.Language == key.Language);

    /// <summary>Whether it could be kept. A registered template that is not said stays as it is: nobody loses the registration of a text by correcting its words.</summary>
    public async Task<TextCheck> CheckAsync(Tenant tenant, EventKind kind, string language, DraftRequest draft)
    {
        var registered = draft.RegisteredTemplate?.OrNone;
        if (draft.RegisteredTemplate is null && await RowAsync(new TextKey(tenant.Id, kind.Name, language), CancellationToken.None) is { } row)
        {
            registered = RegisteredColumn.Read(row.Draft is not null ? row.DraftRegistered : row.PublishedRegistered);
        }

        var check = texts.Check(tenant.Id, kind, draft.Text, language, registered);
        return check.Cost is { } cost && ReplyAsked.WhyInVain(tenant.Settings.Sender, draft.Text) is { } vain ? check with { Cost = cost with { Remarks = [.. cost.Remarks, vain] } } : check;
    }

    /// <summary>For the audit.</summary>
    private static string? WordsOf(string? text, RegisteredTemplate? registered) =>
        registered is null ? text : $"{text} (registered template {registered.Id} of entity {registered.EntityId}{(registered.HeaderId is { } header ? $", header {header}" : "")}: {registered.Pattern})";

    private string NobodyGets(Tenant tenant, EventKind kind, string language) =>
        !texts.IsOn(tenant.Id, kind.Type) ? $" Nobody gets it: clients of {tenant.Identifier} are not told of {kind.Name}. Switch it on, if they are to be."
        : texts.LanguageOf(tenant.Id, kind) is var written && written != language && texts.ChoiceOf(tenant.Id)?.Languages.Contains(language, StringComparer.Ordinal) != true ? $" Nobody gets it: {tenant.Identifier}'s clients are written to in {written}."
        : "";

    internal static bool IsLanguage(string language) => Language().IsMatch(language);

    internal const string LanguageWords = "A language is written as in sw or pt-BR.";

    internal static Outcome NoLanguage() => new Outcome.Invalid(LanguageWords, "language");

    /// <summary>Why no text can be given to an event of that name.</summary>
    internal static Outcome NoSuchEvent(string eventName) =>
        EventCatalogue.WhyUntold(eventName) is { } why
            ? new Outcome.Refused($"No text can be given to {eventName}: {why}.", "event")
            : new Outcome.NotFound($"There is no event {eventName}. Events are named as in LOAN_DISBURSE; GET the tenant's texts for all of them. Another pair that the core has hooks for a tenant makes its own: set it with enabled false and its class.");

    /// <param name="make">Of a name that is not known; null: it has to be.</param>
    private Task<Outcome> ForAsync(Caller caller, string identifier, string eventName, Func<Tenant, EventKind, Task<Outcome>> act, Func<Tenant, Task<Outcome>>? make = null) =>
        tenants.ForAsync(
            caller, identifier,
            tenant => texts.KindOf(tenant.Id, eventName) is { } kind ? act(tenant, kind) : make?.Invoke(tenant) ?? Task.FromResult(NoSuchEvent(eventName)), ownToo: true);

    private Task<Outcome> ForTextAsync(Caller caller, string identifier, string eventName, string language, Func<Tenant, EventKind, TextKey, Task<Outcome>> act) =>
        ForAsync(caller, identifier, eventName, (tenant, kind) => IsLanguage(language) ? act(tenant, kind, new TextKey(tenant.Id, kind.Name, language)) : Task.FromResult(NoLanguage()));

    internal static Outcome.Refused? RuleProblem(EventKind kind, EventRequest request) =>
        request.Class is not null && !kind.IsOwn ? new Outcome.Refused($"The class of {kind.Name} is the product's. Leave class out.", "class")
        : request.Class is { } named && EventClasses.Find(named) is null ? new Outcome.Refused($"There is no class {named}. There are: {EventClasses.Names}; one at a time.", "class")
        : request.GroupRole is not null && !kind.MayBeOfGroup ? new Outcome.Refused($"{kind.Name} is never of a group. Leave groupRole out.", "groupRole")
        : request.GroupRole is { } role && (role.Trim().Length is 0 or > LongestRole || role.Any(char.IsControl))
            ? new Outcome.Refused($"groupRole must be the name of a role in a group, as the core has it: 1 to {LongestRole} characters. To tell nobody of a group's, leave it out.", "groupRole")
        : request.GroupTo is not null && !kind.MayBeOfGroup ? new Outcome.Refused($"{kind.Name} is never of a group. Leave groupTo out.", "groupTo")
        : GroupRecipients.Read(request.GroupTo) is null
            ? new Outcome.Refused($"groupTo can be {GroupRecipients.Members} alone, which tells each active member of the group. To tell the one who has a role in it, leave groupTo out and set groupRole.", "groupTo")
        : request is { GroupRole: not null, GroupTo: not null } ? new Outcome.Refused("groupRole tells one of a group, groupTo all its members: leave one of them out.", "groupTo")
        : CopyRecipients.Read(request.CopyTo) is null ? new Outcome.Refused($"copyTo can name {CopyRecipients.LoanOfficer} alone, as in [\"{CopyRecipients.LoanOfficer}\"]. For no copies, leave it out.", "copyTo")
        : CoreNameRules.ProblemOf(kind, request) is { } unnameable ? unnameable
        : request.AtMost is < 1 or > MostPerDay ? new Outcome.Refused($"atMost must be a number from 1 to {MostPerDay}. For as many as come about, leave it out; to tell nobody, set enabled to false.", "atMost")
        : request is { AmountFrom: null, AmountTo: null } ? null
        : !kind.HasAmount ? new Outcome.Refused($"{kind.Name} has no amount to go by. Leave the amounts out.", request.AmountFrom is null ? "amountTo" : "amountFrom")
        : request.AmountFrom is < 0 or > LargestAmount ? new Outcome.Refused("amountFrom must be an amount, 0 or more.", "amountFrom")
        : request.AmountTo is <= 0 or > LargestAmount ? new Outcome.Refused("amountTo must be an amount, more than 0. To tell nobody, set enabled to false.", "amountTo")
        : request.AmountFrom > request.AmountTo ? new Outcome.Refused("No amount is at least amountFrom and at most amountTo. Make amountTo the larger one.", "amountTo")
        : null;

    private static AuditEntry Did(Caller caller, Tenant tenant, EventKind kind, string? language, string? before, string? after, string? note = null) =>
        caller.Actor.Did(AuditActions.Text, $"text {kind.Name}{(language is null ? "" : $" in {language}")} of {tenant.Identifier}", tenant.Id, note, before, after);

    private static string WordsOf(EventKind kind, EventSetting setting) =>
        (setting.IsOn ? "told" : "not told") + setting.Rules.Words + (kind.IsOwn ? $", class {EventClasses.NameOf(kind.Class)}" : "");

    [GeneratedRegex(@"\A[a-z]{2,3}(-[A-Z]{2})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Language();
}
