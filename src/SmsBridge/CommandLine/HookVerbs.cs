using SmsBridge.Core.HooksAdmin;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge hook template|list|show</c>.</summary>
internal sealed class HookVerbs(HookAccess hooks, CoreHooksClient client)
{
    public async Task<int> TemplateAsync(VerbOutput output, string tenant, bool withEvents, CancellationToken cancellationToken)
    {
        var templates = HookAccess.Value(await client.TemplateAsync(hooks.Open(tenant).Access, cancellationToken));
        var view = new HookTemplateListView(
            tenant,
            [.. templates.Templates.Select(template => new HookTemplateView(
                template.Id, template.Name, [.. template.Schema.Select(field => new HookFieldView(field.Name, field.Type, field.IsOptional))]))],
            [.. templates.Groupings.SelectMany(group => group.Entities).SelectMany(entity => entity.Actions.Select(action => $"{entity.Name}/{action}"))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
        output.Result(view, ResultJson.Of.HookTemplateListView, it => Tell(output, it, withEvents));
        return ExitCodes.Done;
    }

    public async Task<int> ListAsync(VerbOutput output, string tenant, bool showSecrets, CancellationToken cancellationToken)
    {
        var found = HookAccess.Value(await client.ListAsync(hooks.Open(tenant).Access, cancellationToken));
        var view = new HookListView(tenant, [.. found.Select(hook => HookAccess.View(hook, showSecrets))]);
        output.Result(view, ResultJson.Of.HookListView, it => Tell(output, it));
        return ExitCodes.Done;
    }

    public async Task<int> ShowAsync(VerbOutput output, string tenant, long id, bool showSecrets, CancellationToken cancellationToken)
    {
        var hook = HookAccess.Value(await client.FindAsync(hooks.Open(tenant).Access, id, cancellationToken));
        output.Result(HookAccess.View(hook, showSecrets), ResultJson.Of.HookView, it => HookAccess.Tell(output, it));
        return ExitCodes.Done;
    }

    private static void Tell(VerbOutput output, HookTemplateListView list, bool withEvents)
    {
        foreach (var template in list.Templates)
        {
            output.Field(template.Name, string.Join(", ", template.Fields.Select(field => field.Optional ? $"{field.Name} (optional)" : field.Name)));
        }

        output.Line(withEvents ? "" : $"{list.Events.Count} events; --events lists them.");
        foreach (var it in withEvents ? list.Events : [])
        {
            output.Line(it);
        }
    }

    private static void Tell(VerbOutput output, HookListView list)
    {
        if (list.Hooks.Count == 0)
        {
            output.Line($"The core has no hooks. Create one: {Verbs.Program} hook create --tenant {list.TenantId}");
            return;
        }

        output.Table(["Id", "Template", "Active", "Keys", "Events", "Payload URL"], list.Hooks.Select(hook => new[]
        {
            hook.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), hook.Name, hook.IsActive ? "yes" : "no",
            hook.ApiKeys.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Join(", ", hook.Events),
            hook.Config.GetValueOrDefault(HookFields.PayloadUrl),
        }));
    }
}
