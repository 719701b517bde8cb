using SmsBridge.Messages;

namespace SmsBridge.Core.HooksAdmin;

/// <summary>A hook as the core keeps it (fineract-hooks.md 9). Its config holds secrets in clear: print <see cref="Masked"/>.</summary>
/// <param name="Name">The template's name, e.g. <c>SMS Bridge</c>.</param>
/// <param name="Events">As the core spells them.</param>
/// <param name="Config">Field name to value; of fields that occur twice the first.</param>
/// <param name="TemplateId">The user generated document the core renders itself (7); null when none.</param>
internal sealed record CoreHook(
    long Id,
    string Name,
    string DisplayName,
    bool IsActive,
    IReadOnlyList<EventType> Events,
    IReadOnlyDictionary<string, string> Config,
    DateOnly? CreatedAt,
    DateOnly? UpdatedAt,
    long? TemplateId)
{
    /// <summary>
    /// How many keys the core stored for this hook. None: it registers at its next event. More than one: two first events raced,
    /// and the core loses every event until the config is written anew (4.4; <see cref="HookChange.ForgetKey"/> does it).
    /// </summary>
    public int ApiKeys { get; init; }

    /// <summary>The same with secrets made unreadable; for screens, never to be sent back.</summary>
    public CoreHook Masked() =>
        this with { Config = Config.ToDictionary(field => field.Key, field => HookFields.Masked(field.Key, field.Value), StringComparer.Ordinal) };

    /// <summary>Without the config.</summary>
    public override string ToString() => $"Hook {Id} ({Name})";
}

/// <summary>What hooks a core can make, and of what events.</summary>
internal sealed record HookTemplates(IReadOnlyList<HookTemplate> Templates, IReadOnlyList<HookGrouping> Groupings)
{
    /// <summary>Whether the core lists the event; a hook on any other is stored all the same and never fires.</summary>
    public bool Offers(EventType type) =>
        Groupings.Any(grouping => grouping.Entities.Any(entity =>
            HookFields.Is(entity.Name, type.Entity) && entity.Actions.Any(action => HookFields.Is(action, type.Action))));
}

internal sealed record HookTemplate(long Id, string Name, IReadOnlyList<HookField> Schema);

/// <param name="Type">e.g. <c>string</c>.</param>
internal sealed record HookField(string Name, string? Type, bool IsOptional, string? Placeholder);

internal sealed record HookGrouping(string Name, IReadOnlyList<HookEntity> Entities);

internal sealed record HookEntity(string Name, IReadOnlyList<string> Actions);
