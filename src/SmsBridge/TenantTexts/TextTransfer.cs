using System.Text.Json.Serialization;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts.OwnEvents;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.TenantTexts;

/// <summary>A tenant's own switches, rules and published texts, to keep in a file or to give to another tenant.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TextFile(string? Language, IReadOnlyList<TextFileEvent> Events);

/// <summary>One event of a <see cref="TextFile"/>.</summary>
/// <param name="Enabled">Absent: its switch and its rules stay as they are.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TextFileEvent(string Event, bool? Enabled, decimal? AmountFrom, decimal? AmountTo, IReadOnlyDictionary<string, string>? Texts)
{
    public string? GroupRole { get; init; }

    public string? GroupTo { get; init; }

    public IReadOnlyList<string>? CopyTo { get; init; }

    public IReadOnlyList<string>? Products { get; init; }

    public IReadOnlyList<string>? Offices { get; init; }

    public IReadOnlyList<string>? ClientTypes { get; init; }

    public int? AtMost { get; init; }

    /// <summary>Of an event of the tenant's own; absent: it is of the catalogue.</summary>
    public string? Class { get; init; }

    /// <summary>By language, what its texts are registered under; of one that is absent that stays as it is.</summary>
    public IReadOnlyDictionary<string, RegisteredTemplate>? RegisteredTemplates { get; init; }

    /// <summary>Its switch and its rules, as they are asked for one by one.</summary>
    [JsonIgnore]
    public EventRequest Asked => new()
    {
        Enabled = Enabled, AmountFrom = AmountFrom, AmountTo = AmountTo, GroupRole = GroupRole, GroupTo = GroupTo, CopyTo = CopyTo, Products = Products, Offices = Offices, ClientTypes = ClientTypes,
        AtMost = AtMost, Class = Class,
    };
}

/// <summary>Texts out of a tenant and into one. What comes in goes through the same checks, and all of it is checked before anything is changed.</summary>
internal sealed class TextTransfer(TextViews views, TextVerbs verbs, TextDirectory texts, TextSettings settings, TenantDirectory tenants)
{
    /// <summary>What is the tenant's own; what it has from the installation or the product is not.</summary>
    public async Task<TextFile> ExportAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var list = await views.ListAsync(tenant, cancellationToken);
        return new TextFile(list.Language, [.. list.Events.Select(each => Own(tenant, each)).Where(own => own.Enabled is not null || own.Texts is not null)]);
    }

    /// <returns>The first refusal; done when there is none.</returns>
    public async Task<Outcome> ImportAsync(Caller caller, string identifier, TextFile file, string? note, CancellationToken cancellationToken)
    {
        if (tenants.Find(identifier) is not { } tenant)
        {
            return new Outcome.NotFound("There is no such tenant.");
        }

        if (await FaultInAsync(tenant, file) is { } fault)
        {
            return fault;
        }

        var published = 0;
        foreach (var each in file.Events)
        {
            // An event of the tenant's own is there before its words.
            if (each.Class is not null && texts.KindOf(tenant.Id, each.Event) is null
                && await verbs.SetEventAsync(caller, identifier, each.Event, each.Asked with { Enabled = false }) is var made and not Outcome.Done)
            {
                return made;
            }

            foreach (var (language, text) in each.Texts ?? new Dictionary<string, string>(StringComparer.Ordinal))
            {
                var draft = new DraftRequest { Text = text, RegisteredTemplate = each.RegisteredTemplates?.GetValueOrDefault(language) };
                if (await PublishAsync(caller, tenant, each.Event, language, draft, note, cancellationToken) is var outcome and not (Outcome.Done or Outcome.Unchanged))
                {
                    return outcome;
                }

                published++;
            }
        }

        if (file.Language is { } spoken && await settings.SetAsync(caller, identifier, new TextSettingsRequest { Language = spoken }) is var said and not (Outcome.Done or Outcome.Unchanged))
        {
            return said;
        }

        // Last: nobody is told in other words than the file's, however far it comes.
        foreach (var each in file.Events.Where(each => each.Enabled is not null))
        {
            if (await verbs.SetEventAsync(caller, identifier, each.Event, each.Asked) is var set and not Outcome.Done)
            {
                return set;
            }
        }

        return new Outcome.Done($"{file.Events.Count} events and {published} texts of the file are those of {identifier} now.");
    }

    private TextFileEvent Own(Tenant tenant, TextEventView view)
    {
        var kind = texts.KindOf(tenant.Id, view.Event)!;
        var isSet = kind.IsOwn || view.Enabled != kind.OnByDefault || view.Rules != EventRules.None;
        var own = view.Texts.Where(text => text.Source == "tenant").ToDictionary(text => text.Language, text => text.Text, StringComparer.Ordinal);
        var registered = view.Texts.Where(text => text is { Source: "tenant", RegisteredTemplate: not null }).ToDictionary(text => text.Language, text => text.RegisteredTemplate!, StringComparer.Ordinal);
        return new TextFileEvent(view.Event, isSet ? view.Enabled : null, view.AmountFrom, view.AmountTo, own.Count == 0 ? null : own)
        {
            GroupRole = view.GroupRole, GroupTo = view.GroupTo, CopyTo = view.CopyTo, Products = view.Products, Offices = view.Offices, ClientTypes = view.ClientTypes, AtMost = view.AtMost, Class = kind.IsOwn ? view.Class : null, RegisteredTemplates = registered.Count == 0 ? null : registered,
        };
    }

    private async Task<Outcome?> FaultInAsync(Tenant tenant, TextFile file)
    {
        if (file.Language is { } spoken && !TextVerbs.IsLanguage(spoken))
        {
            return TextVerbs.NoLanguage();
        }

        foreach (var each in file.Events)
        {
            var (kind, why) = texts.KindOf(tenant.Id, each.Event) is { } known ? (known, null)
                : each.Class is null ? (null, TextVerbs.NoSuchEvent(each.Event))
                : OwnEventMaking.Read(each.Event, each.Class);
            if (kind is null)
            {
                return why;
            }

            if (kind.IsOwn && each is { Enabled: true, Texts: null or { Count: 0 } } && !texts.IsOn(tenant.Id, kind.Type))
            {
                return new Outcome.Refused($"{each.Event} is to be told, and the file has no words for it. Give it texts, or leave it off.", "enabled");
            }

            if (TextVerbs.RuleProblem(kind, each.Asked) is { } rule)
            {
                return new Outcome.Refused($"{each.Event}: {rule.Words}", rule.Field);
            }

            foreach (var (language, text) in each.Texts ?? new Dictionary<string, string>(StringComparer.Ordinal))
            {
                if (!TextVerbs.IsLanguage(language))
                {
                    return new Outcome.Refused($"{each.Event} in {language}: {TextVerbs.LanguageWords}", "text");
                }

                var draft = new DraftRequest { Text = text, RegisteredTemplate = each.RegisteredTemplates?.GetValueOrDefault(language) };
                if (await verbs.CheckAsync(tenant, kind, language, draft) is { Fault: { } fault } check)
                {
                    return new Outcome.Refused($"{each.Event} in {language}: {fault}", check.Field);
                }
            }

            if (each.RegisteredTemplates?.Keys.FirstOrDefault(language => each.Texts?.ContainsKey(language) != true) is { } alone)
            {
                return new Outcome.Refused($"{each.Event}: there is a registered template in {alone} and no text. Give the text with it.", "registeredTemplates");
            }
        }

        return null;
    }

    /// <summary>Words that are in force already, under the same registered template, make no version of their own.</summary>
    private async Task<Outcome> PublishAsync(Caller caller, Tenant tenant, string eventName, string language, DraftRequest draft, string? note, CancellationToken cancellationToken)
    {
        var kind = texts.KindOf(tenant.Id, eventName)!;
        var now = await views.TextAsync(tenant, kind, language, cancellationToken);
        return now.Source == "tenant" && now.Text == draft.Text && (draft.RegisteredTemplate is null || draft.RegisteredTemplate.OrNone == now.RegisteredTemplate) ? new Outcome.Unchanged("It is so already.")
            : await verbs.SaveDraftAsync(caller, tenant.Identifier, eventName, language, draft) is var saved and not Outcome.Done ? saved
            : await verbs.PublishAsync(caller, tenant.Identifier, eventName, language, new PublishRequest { Note = note }, cancellationToken);
    }
}
