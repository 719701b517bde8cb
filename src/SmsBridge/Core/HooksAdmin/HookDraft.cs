using SmsBridge.Messages;

namespace SmsBridge.Core.HooksAdmin;

/// <summary>A hook to create (fineract-hooks.md 9). Its config may hold secrets.</summary>
/// <param name="Name">The template's name, e.g. <c>SMS Bridge</c>.</param>
/// <param name="DisplayName">At most 45 characters; null: the core takes the template's name.</param>
/// <param name="Config">Every field the template requires, at most 100 characters each; the core drops fields it does not know.</param>
internal sealed record HookDraft(
    string Name, string? DisplayName, IReadOnlyList<EventType> Events, IReadOnlyDictionary<string, string> Config)
{
    /// <summary>Always sent: the core takes a missing one for false, and a hook that is not active never fires.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>The user generated document the core is to render itself (7); null: none.</summary>
    public long? TemplateId { get; init; }

    /// <summary>Without the config.</summary>
    public override string ToString() => $"Draft of a hook ({Name})";
}

/// <summary>What to change of a hook; what is null stays as it is.</summary>
/// <remarks>
/// <para>
/// The core replaces <c>events</c> and <c>config</c> as a whole, and its replacement of the config loses the stored "Api Key", as
/// no schema has that field: the hook then registers at the bridge anew with its next event (fineract-hooks.md 4.4). It neither
/// checks nor pings what it is given.
/// </para>
/// <para>
/// So <see cref="CoreHooksClient.UpdateAsync"/> lays <see cref="Config"/> over what the hook has, and sends a config only if
/// that makes a difference. Anything else can be changed without the core forgetting its key.
/// </para>
/// </remarks>
internal sealed record HookChange
{
    /// <summary>At most 45 characters.</summary>
    public string? DisplayName { get; init; }

    public bool? IsActive { get; init; }

    /// <summary>All of them, not only new ones.</summary>
    public IReadOnlyList<EventType>? Events { get; init; }

    /// <summary>The fields to set; others keep their values.</summary>
    public IReadOnlyDictionary<string, string>? Config { get; init; }

    /// <summary>The core has no way to take the document away again: only another can be set.</summary>
    public long? TemplateId { get; init; }

    /// <summary>
    /// Send the config although nothing in it differs, so that the core forgets its key and registers anew: mends a hook whose
    /// key the bridge does not know any more, or one with two keys (<see cref="CoreHook.ApiKeys"/>).
    /// </summary>
    public bool ForgetKey { get; init; }

    /// <summary>What to change of <paramref name="current"/> to have what <paramref name="wanted"/> says, and nothing else.</summary>
    public static HookChange Between(CoreHook current, HookDraft wanted)
    {
        var config = wanted.Config
            .Where(field => !current.Config.TryGetValue(field.Key, out var value) || value != field.Value)
            .ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        return new HookChange
        {
            DisplayName = wanted.DisplayName is null || wanted.DisplayName == current.DisplayName ? null : wanted.DisplayName,
            IsActive = wanted.IsActive == current.IsActive ? null : wanted.IsActive,
            Events = current.Events.ToHashSet().SetEquals(wanted.Events) ? null : wanted.Events,
            Config = config.Count == 0 ? null : config,
            TemplateId = wanted.TemplateId == current.TemplateId ? null : wanted.TemplateId,
        };
    }

    /// <summary>Without values.</summary>
    public override string ToString() => nameof(HookChange);
}

/// <summary>What an update did.</summary>
/// <param name="IsChanged">False when there was nothing to change and the core was not bothered.</param>
/// <param name="KeyForgotten">The core forgot its key and registers at the bridge with the hook's next event.</param>
internal sealed record HookUpdate(long Id, bool IsChanged, bool KeyForgotten);
