using SmsBridge.Numbers;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.TenantTexts;

/// <summary>A tenant's texts as API, command line and console show them.</summary>
internal sealed class TextViews(TextStore store, TextDirectory texts, TemplateCatalog catalog, TextPrices prices)
{
    /// <summary>All events; of each the text in the tenant's language, and its own in others.</summary>
    public async Task<TextListView> ListAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var own = (await store.OfTenantAsync(tenant.Id, cancellationToken)).ToLookup(row => row.Event, StringComparer.Ordinal);
        var quiet = Enum.GetValues<EventClass>().Select(kind => (Kind: kind, Hours: texts.QuietHoursOf(tenant.Id, kind))).Where(each => each.Hours is not null).ToList();
        return new TextListView(
            tenant.Identifier, texts.LanguageOf(tenant.Id), quiet.ToDictionary(each => EventClasses.NameOf(each.Kind), each => each.Hours!.Words, StringComparer.Ordinal),
            quiet.Select(each => each.Hours!.Zone.Id).FirstOrDefault(), [.. texts.KindsOf(tenant.Id).Select(kind => ViewOf(tenant, kind, own[kind.Name]))]);
    }

    /// <summary>Of the catalogue, or the tenant's own; null: there is no event of that name.</summary>
    public EventKind? KindOf(Tenant tenant, string eventName) => texts.KindOf(tenant.Id, eventName);

    public async Task<TextEventView> EventAsync(Tenant tenant, EventKind kind, CancellationToken cancellationToken) =>
        ViewOf(tenant, kind, (await store.OfTenantAsync(tenant.Id, cancellationToken)).Where(row => row.Event == kind.Name));

    /// <summary>One text with its versions.</summary>
    public async Task<TextView> TextAsync(Tenant tenant, EventKind kind, string language, CancellationToken cancellationToken)
    {
        var row = (await store.OfTenantAsync(tenant.Id, cancellationToken)).Find(each => each.Event == kind.Name && each.Language == language);
        var versions = await store.VersionsAsync(new TextKey(tenant.Id, kind.Name, language), cancellationToken);
        return ViewOf(tenant, kind, language, row) with
        {
            Versions = [.. versions.Select(version => new TextVersionView(version.Version, version.Text, version.Note, StoredTime.At(version.At), version.Author)
            {
                RegisteredTemplate = RegisteredColumn.Read(version.Registered),
            })],
        };
    }

    /// <summary>What a client would read.</summary>
    /// <param name="text">Null: the draft, or what is sent where there is none.</param>
    /// <param name="registered">Null: that of the draft, or of what is sent.</param>
    public async Task<(PreviewView? View, TextCheck Check)> PreviewAsync(
        Tenant tenant, EventKind kind, string language, string? text, RegisteredTemplate? registered, CancellationToken cancellationToken)
    {
        var (draft, known) = await DraftOrSentAsync(tenant, kind, language, cancellationToken);
        var check = texts.Check(tenant.Id, kind, text ?? draft, language, registered is null ? known : registered.OrNone);
        if (check is not { Template: { } template, Cost: { } cost })
        {
            return (null, check);
        }

        var body = template.Render(SampleModels.Usual(texts.FormatOf(language), template.Own));
        var count = SegmentCount.Of(body);
        return (new PreviewView(body, CostView.NameOf(count.Encoding), count.Segments, prices.AddTo(tenant, CostView.Of(cost))!), check);
    }

    public async Task<(string Text, RegisteredTemplate? Registered)> DraftOrSentAsync(Tenant tenant, EventKind kind, string language, CancellationToken cancellationToken)
    {
        var view = await TextAsync(tenant, kind, language, cancellationToken);
        return view.Draft is { } draft ? (draft, view.DraftRegisteredTemplate) : (view.Text, view.RegisteredTemplate);
    }

    private TextEventView ViewOf(Tenant tenant, EventKind kind, IEnumerable<EventTextRow> own)
    {
        var rows = own.Where(row => row.Draft is not null || row.Published is not null).ToDictionary(row => row.Language, StringComparer.Ordinal);
        var setting = texts.SettingOf(tenant.Id, kind);
        return new TextEventView(
            kind.Code, kind.Title, EventClasses.NameOf(kind.Class), setting.IsOn, setting.Rules.AmountFrom, setting.Rules.AmountTo, [.. kind.Variables.Select(variable => variable.Name), .. texts.TablesOf(tenant.Id).Of(kind).Select(variable => variable.Name)],
            [.. rows.Keys.Append(texts.LanguageOf(tenant.Id)).Concat(texts.ChoiceOf(tenant.Id)?.Languages ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(language => ViewOf(tenant, kind, language, rows.GetValueOrDefault(language)))])
        {
            Rules = setting.Rules, Own = kind.IsOwn ? true : null,
        };
    }

    private TextView ViewOf(Tenant tenant, EventKind kind, string language, EventTextRow? row)
    {
        var sent = row?.PublishedText ?? (kind.IsOwn ? texts.TemplateOf(tenant.Id, kind, language) : catalog.Of(kind, language)).Text;
        return new TextView(
            language, row?.Published is not null ? "tenant" : kind.IsOwn ? "none" : catalog.IsInstallations(kind) ? "installation" : "product", sent, row?.Published, row?.Draft, StoredTime.At(row?.DraftAt),
            row?.DraftBy, prices.AddTo(tenant, CostView.Of(texts.Check(tenant.Id, kind, row?.Draft ?? sent, language).Cost)))
        {
            WritesIn = texts.LanguageOf(tenant.Id, kind), AlsoWritesIn = texts.ChoiceOf(tenant.Id)?.Languages, Enabled = texts.IsOn(tenant.Id, kind.Type),
            RegisteredTemplate = RegisteredColumn.Read(row?.PublishedRegistered), DraftRegisteredTemplate = RegisteredColumn.Read(row?.DraftRegistered),
        };
    }
}
