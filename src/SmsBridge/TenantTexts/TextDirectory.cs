using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.TenantTexts.ClientLanguages;
using SmsBridge.TenantTexts.DataTables;
using SmsBridge.TenantTexts.OwnEvents;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Texts.Envelopes;

namespace SmsBridge.TenantTexts;

/// <summary>What an event of a tenant is told with.</summary>
/// <param name="Format">How its language writes amounts and dates.</param>
/// <param name="Quiet">When it is not; null: at any time.</param>
internal sealed record TextInForce(EventKind Kind, Template Template, TextFormat Format, EventRules Rules, QuietHours? Quiet)
{
    /// <summary>By what the client's own language is found; null: all are written to in the tenant's, in which this is.</summary>
    public LanguageChoice? Choice { get; init; }

    /// <summary>The client's own; null: the tenant's.</summary>
    public string? Language { get; init; }

    /// <summary>What these words are registered under; null: nothing.</summary>
    public RegisteredText? Registered { get; init; }

    /// <summary>What it says of the loan must know of the event's payment, in whichever language it will be.</summary>
    public bool TellsBalance => Template.TellsBalance || MayTellBalance;

    public bool MayTellBalance { private get; init; }
}

/// <summary>A tenant's own words that are in force.</summary>
internal sealed record OwnText(Template Template, RegisteredText? Registered);

/// <summary>What a tenant has set for an event.</summary>
internal sealed record EventSetting(bool IsOn, EventRules Rules)
{
    public static EventSetting Default(EventKind kind) => new(kind.OnByDefault, EventRules.None);
}

/// <summary>
/// All tenants' texts and switches in memory, compiled, because every hook and every SMS asks. An immutable snapshot, replaced as a whole after each change, so
/// readers take no lock; a text that did not change is not compiled anew.
/// </summary>
internal sealed class TextDirectory(TextStore store, TemplateCatalog catalog, EventTypeCodes codes) : MemoryDirectory<TextDirectory.Snapshot>(Snapshot.Empty)
{
    private ConcurrentDictionary<(string Event, string Text, string Tables), Template> _compiled = new();

    /// <summary>Whether an SMS belongs to this event of this tenant.</summary>
    public bool IsOn(long tenantId, EventType type) => type == EventType.SmsSend || (KindOf(tenantId, type) is { } kind && SettingOf(tenantId, kind).IsOn);

    /// <summary>Of the catalogue, or the tenant's own; null: no text belongs to it.</summary>
    public EventKind? KindOf(long tenantId, EventType type) => EventCatalogue.Find(type) ?? Kept.Own.Find(tenantId, type);

    /// <param name="name">Entity and action, with a blank or an underscore between, in any case.</param>
    public EventKind? KindOf(long tenantId, string name) => EventCatalogue.Find(name) ?? Kept.Own.FindSpelled(tenantId, name);

    /// <summary>The same of what has become an event, which a row of a report may have been.</summary>
    public EventKind? ToldKindOf(long tenantId, EventType type) => EventCatalogue.FindTold(type) ?? Kept.Own.Find(tenantId, type);

    /// <summary>All that a tenant can have told: the catalogue, then its own.</summary>
    public IEnumerable<EventKind> KindsOf(long tenantId) => EventCatalogue.All.Concat(OwnOf(tenantId));

    public IReadOnlyList<EventKind> OwnOf(long tenantId) => Kept.Own.Of(tenantId);

    /// <inheritdoc cref="EventTypeCodes.TypeOf"/>
    public EventType TypeOf(long typeId) => codes.TypeOf(typeId);

    public EventSetting SettingOf(long tenantId, EventKind kind)
    {
        var settings = Kept.Settings;
        return settings.Count > 0 && settings.TryGetValue((tenantId, kind.Type), out var setting) ? setting : EventSetting.Default(kind);
    }

    /// <summary>What is published now for an event that was accepted; null: its tenant wants it told no more.</summary>
    public TextInForce? InForce(long tenantId, long typeId) =>
        ToldKindOf(tenantId, TypeOf(typeId)) is { } kind && SettingOf(tenantId, kind) is { IsOn: true } setting
            ? Published(tenantId, kind, setting.Rules, QuietHoursOf(tenantId, kind.Class))
            : null;

    /// <summary>What is published now, whether or not it is told.</summary>
    /// <param name="quiet">Null: at any time of the day.</param>
    public TextInForce Published(long tenantId, EventKind kind, EventRules rules, QuietHours? quiet = null)
    {
        var language = LanguageOf(tenantId, kind);
        var own = kind.HasWords ? null : OwnTextOf(tenantId, kind, language); // words and registration of one moment
        var text = new TextInForce(kind, kind.HasWords ? LikeRow : own?.Template ?? OthersOf(tenantId, kind, language), FormatOf(language), rules, quiet) { Registered = own?.Registered };
        return !kind.HasWords && ChoiceOf(tenantId) is { } choice
            ? text with { Choice = choice, MayTellBalance = choice.Languages.Any(other => TemplateOf(tenantId, kind, other).TellsBalance) }
            : text;
    }

    /// <summary>The same in another language; null: nobody has words in it, so that English would be sent.</summary>
    public TextInForce? In(long tenantId, TextInForce text, string language)
    {
        var own = OwnTextOf(tenantId, text.Kind, language);
        return own is not null || (!text.Kind.IsOwn && !catalog.IsInstallations(text.Kind) && ProductTexts.LanguageFor(text.Kind, language) == language.Split('-')[0])
            ? text with { Template = own?.Template ?? catalog.Of(text.Kind, language), Format = FormatOf(language), Registered = own?.Registered }
            : null;
    }

    /// <summary>What a tenant's texts can name of its core's data tables.</summary>
    public TenantTables TablesOf(long tenantId) => Kept.Tables.GetValueOrDefault(tenantId, TenantTables.None);

    /// <summary>By what each client's language is found; null: all are written to in the tenant's.</summary>
    public LanguageChoice? ChoiceOf(long tenantId) => Kept.Choices.GetValueOrDefault(tenantId);

    /// <summary>A row of a report, or a copy, has its words with it; where it is only asked how long they may be, they are as long as a reminder.</summary>
    private Template LikeRow => catalog.Of(EventCatalogue.Find("LOAN REPAYMENTOVERDUE")!, ProductTexts.English);

    /// <summary>The tenant's own words in that language, else the installation's, else the product's. Of an event of its own those in <see cref="LanguageOf(long, EventKind)"/>.</summary>
    public Template TemplateOf(long tenantId, EventKind kind, string language) => OwnTextOf(tenantId, kind, language)?.Template ?? OthersOf(tenantId, kind, language);

    private Template OthersOf(long tenantId, EventKind kind, string language) =>
        !kind.IsOwn ? catalog.Of(kind, language) : OwnTextOf(tenantId, kind, LanguageOf(tenantId, kind))?.Template ?? Template.Wordless;

    private OwnText? OwnTextOf(long tenantId, EventKind kind, string language) => Kept.Texts.GetValueOrDefault((tenantId, kind.Type, language));

    public string LanguageOf(long tenantId) => Kept.Languages.GetValueOrDefault(tenantId, ProductTexts.English);

    /// <summary>What clients are told of it in: the tenant's language. Nobody else has words for an event of its own: English, else the first in which it has any.</summary>
    public string LanguageOf(long tenantId, EventKind kind) =>
        LanguageOf(tenantId) is var spoken && (!kind.IsOwn || Kept.Texts.ContainsKey((tenantId, kind.Type, spoken))) ? spoken
        : Kept.Texts.ContainsKey((tenantId, kind.Type, ProductTexts.English)) ? ProductTexts.English
        : Kept.Texts.Keys.Where(key => (key.TenantId, key.Type) == (tenantId, kind.Type)).Select(static key => key.Language).Order(StringComparer.Ordinal).FirstOrDefault(ProductTexts.English);

    /// <summary>When its clients are not written to about events of that class; null: they are at any time.</summary>
    public QuietHours? QuietHoursOf(long tenantId, EventClass kind) => Kept.Quiet.GetValueOrDefault((tenantId, kind));

    /// <summary>Whether clients are not written to now of this event.</summary>
    public bool QuietNow(long tenantId, EventType type, DateTimeOffset now) =>
        ToldKindOf(tenantId, type) is { } kind && QuietHoursOf(tenantId, kind.Class)?.WaitUntil(now) is not null;

    /// <summary>The clock its quiet hours go by, which is one for all; null: it has none.</summary>
    public TimeZoneInfo? ZoneOf(long tenantId) => Enum.GetValues<EventClass>().Select(kind => QuietHoursOf(tenantId, kind)?.Zone).FirstOrDefault(zone => zone is not null);

    /// <summary>How a language writes amounts and dates: one in which the product has no texts as English does, which then is what stands for them.</summary>
    public TextFormat FormatOf(string language) => catalog.FormatOf(language);

    /// <summary>Whether a text of the tenant's can be published, and what it costs.</summary>
    /// <param name="registered">What it is to be registered under; null: nothing.</param>
    public TextCheck Check(long tenantId, EventKind kind, string? text, string language, RegisteredTemplate? registered = null) =>
        kind.IsOwn && EnvelopeNames.FaultIn(text, TablesOf(tenantId).Of(kind)) is { } fault ? new TextCheck(null, fault, null)
        : TextCheck.Of(kind, text, FormatOf(language), EnvelopeNames.Beside(TablesOf(tenantId).Of(kind), kind, text)).Under(registered);

    protected override long VersionOf(Snapshot kept) => kept.Version;

    protected override Task<long> StoredVersionAsync(CancellationToken cancellationToken) => store.VersionAsync(cancellationToken);

    protected override async Task<Snapshot> LoadAsync(CancellationToken cancellationToken) => Compile(await store.LoadAsync(cancellationToken));

    private Snapshot Compile(TextRows rows)
    {
        var tables = rows.Tables.Select(static row => (row.TenantId, Table: row.ToTable())).Where(static row => row.Table is not null).GroupBy(static row => row.TenantId, static row => row.Table!)
            .ToFrozenDictionary(static group => group.Key, static group => new TenantTables([.. group]));
        var own = OwnEventIndex.Read(rows.Settings, codes);
        var kept = new ConcurrentDictionary<(string Event, string Text, string Tables), Template>();
        var texts = new Dictionary<(long, EventType, string), OwnText>();
        foreach (var row in rows.Texts)
        {
            // One that was published by another version and can not be read by this one is as if it were not set.
            if ((EventCatalogue.Find(row.Event) ?? own.Find(row.TenantId, row.Event)) is { } kind && row.PublishedText is { } text
                && tables.GetValueOrDefault(row.TenantId, TenantTables.None) is var named && CompiledOf(kind, text, named) is { } template)
            {
                kept[(kind.Name, text, named.Spelling)] = template;
                texts[(row.TenantId, kind.Type, row.Language)] = new OwnText(template, RegisteredColumn.Read(row.PublishedRegistered) is { } registered ? RegisteredText.Of(registered) : null);
            }
        }

        var worded = texts.Keys.Select(static key => (key.Item1, key.Item2)).ToHashSet();
        _compiled = kept;
        return new Snapshot(
            rows.Version,
            rows.Settings.Select(row => (Row: row, Kind: EventCatalogue.Find(row.Event) ?? own.Find(row.TenantId, row.Event))).Where(static each => each.Kind is not null).ToFrozenDictionary(
                static each => (each.Row.TenantId, each.Kind!.Type),
                each => new EventSetting(
                    // Without words there is nothing to tell; nor is what a tenant had made in its own words, and the catalogue has now, told in the product's before somebody wants that.
                    each.Row.Enabled != 0 && (each.Row.Class is null || worded.Contains((each.Row.TenantId, each.Kind!.Type))),
                    RulesOf(each.Row))),
            texts.ToFrozenDictionary(),
            rows.Languages.ToFrozenDictionary(row => row.TenantId, row => row.Language),
            rows.QuietHours.Select(row => (row.TenantId, Hours: HoursOf(row))).Where(row => row.Hours is not null)
                .ToFrozenDictionary(row => (row.TenantId, row.Hours!.Value.Class), row => row.Hours!.Value.Quiet),
            tables,
            rows.Choices.ToFrozenDictionary(static row => row.TenantId, static row => row.ToChoice()))
        {
            Own = own,
        };
    }

    /// <summary>Null: of another version.</summary>
    private static (EventClass Class, QuietHours Quiet)? HoursOf(QuietHoursRow row) =>
        EventClasses.Find(row.Class) is { } kind && QuietHours.TryParse($"{row.Begins}-{row.Ends}", out var begins, out var ends)
            ? (kind, QuietHours.In(row.TimeZone, begins, ends))
            : null;

    private Template? CompiledOf(EventKind kind, string text, TenantTables tables) =>
        _compiled.TryGetValue((kind.Name, text, tables.Spelling), out var known) ? known
        : Template.TryCompile(kind, text, out var template, out _, isStrict: true, EnvelopeNames.Beside(tables.Of(kind), kind, text)) ? template
        : null;

    private static EventRules RulesOf(EventSettingRow row) => new(Amount(row.AmountFrom), Amount(row.AmountTo))
    {
        GroupRole = row.GroupRole, TellsMembers = row.GroupTo == GroupRecipients.Members, CopiesOfficer = row.CopyTo == CopyRecipients.LoanOfficer, AtMost = (int?)row.AtMost,
        Products = CoreNameRules.Read(row.Products), Offices = CoreNameRules.Read(row.Offices), ClientTypes = CoreNameRules.Read(row.ClientTypes),
    };

    private static decimal? Amount(string? stored) => stored is null ? null : decimal.Parse(stored, NumberStyles.Number, CultureInfo.InvariantCulture);

    internal sealed record Snapshot(
        long Version, FrozenDictionary<(long TenantId, EventType Type), EventSetting> Settings,
        FrozenDictionary<(long TenantId, EventType Type, string Language), OwnText> Texts, FrozenDictionary<long, string> Languages,
        FrozenDictionary<(long TenantId, EventClass Class), QuietHours> Quiet, FrozenDictionary<long, TenantTables> Tables, FrozenDictionary<long, LanguageChoice> Choices)
    {
        public OwnEventIndex Own { get; init; } = OwnEventIndex.None;

        public static readonly Snapshot Empty = new(
            0, FrozenDictionary<(long TenantId, EventType Type), EventSetting>.Empty,
            FrozenDictionary<(long TenantId, EventType Type, string Language), OwnText>.Empty, FrozenDictionary<long, string>.Empty,
            FrozenDictionary<(long TenantId, EventClass Class), QuietHours>.Empty, FrozenDictionary<long, TenantTables>.Empty, FrozenDictionary<long, LanguageChoice>.Empty);
    }
}
