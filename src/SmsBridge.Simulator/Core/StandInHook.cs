using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace SmsBridge.Simulator.Core;

/// <summary>A hook template of the stand-in core and the fields of its schema (fineract-hooks.md 9).</summary>
internal sealed record StandInHookTemplate(int Id, string Name, IReadOnlyList<string> Required)
{
    public const string PayloadUrl = "Payload URL";
    public const string ContentType = "Content Type";
    public const string ApiKey = "Api Key"; // in no schema: the core's own

    public static readonly StandInHookTemplate Web = new(1, "Web", [PayloadUrl, ContentType]);

    public static readonly StandInHookTemplate SmsBridge = new(
        2, "SMS Bridge", [PayloadUrl, "SMS Provider", "Phone Number", "SMS Provider Account Id", "SMS Provider Token"]);

    public static readonly IReadOnlyList<StandInHookTemplate> All = [SmsBridge, Web];

    public static StandInHookTemplate? Find(string name) => All.FirstOrDefault(template => template.Name == name);

    /// <summary>Entries whose name the schema has in any case, spelled as they came; all others are dropped.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Keep(IEnumerable<KeyValuePair<string, string>> config) =>
        [.. config.Where(entry => Required.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))];
}

/// <summary>One stored hook.</summary>
/// <param name="Config">Rows, not a map: "Api Key" can be there twice (fineract-hooks.md 4.4).</param>
internal sealed record StandInHook(
    long Id, StandInHookTemplate Template, string DisplayName, bool IsActive, ImmutableArray<(string Entity, string Action)> Events,
    ImmutableArray<KeyValuePair<string, string>> Config, DateOnly CreatedAt, DateOnly UpdatedAt)
{
    public IEnumerable<string> ApiKeys => Config.Where(entry => entry.Key == StandInHookTemplate.ApiKey).Select(entry => entry.Value);

    /// <summary>Null when the hook has no such field, spelled exactly so.</summary>
    public string? this[string field] => Config.FirstOrDefault(entry => entry.Key == field).Value;

    public bool ListensTo(HookEvent it) => IsActive && Events.Contains((it.Entity, it.Action));
}

/// <summary>One tenant's hooks. Safe for concurrent use.</summary>
internal sealed class StandInHooks
{
    private readonly ConcurrentDictionary<long, StandInHook> _hooks = new();
    private long _lastId;

    /// <summary>By display name, as the core lists them.</summary>
    public IReadOnlyList<StandInHook> All => [.. _hooks.Values.OrderBy(hook => hook.DisplayName, StringComparer.Ordinal)];

    public StandInHook? Find(long id) => _hooks.GetValueOrDefault(id);

    /// <summary>Stores the hook under a new id.</summary>
    public StandInHook Add(StandInHook hook)
    {
        var stored = hook with { Id = Interlocked.Increment(ref _lastId) };
        return _hooks[stored.Id] = stored;
    }

    public bool Remove(long id) => _hooks.TryRemove(id, out _);

    public void Change(long id, Func<StandInHook, StandInHook> change)
    {
        while (_hooks.TryGetValue(id, out var hook) && !_hooks.TryUpdate(id, change(hook), hook))
        {
            // somebody else was faster: once more, on what is there now
        }
    }

    /// <summary>Stores a key as the core does after a registration, or as an operator's SQL: one more row, whatever is there.</summary>
    public void AddApiKey(long id, string key) =>
        Change(id, hook => hook with { Config = hook.Config.Add(KeyValuePair.Create(StandInHookTemplate.ApiKey, key)) });
}
