using System.Collections.Frozen;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.TenantTexts.OwnEvents;

/// <summary>All tenants' own events. Immutable. Where nobody has any, to ask for one is to look at a number.</summary>
internal sealed class OwnEventIndex
{
    public static readonly OwnEventIndex None = new([]);

    private readonly FrozenDictionary<(long TenantId, EventType Type), EventKind> _byType;
    private readonly FrozenDictionary<(long TenantId, string Name), EventKind> _byName;
    private readonly FrozenDictionary<long, EventKind[]> _byTenant;

    private OwnEventIndex(IEnumerable<EventSettingRow> rows)
    {
        // One that has come into the catalogue since is the catalogue's, and one that may be none any more is none.
        var own = rows.Select(static row => (row.TenantId, Kind: OwnEventRules.KindOf(new EventType(row.Entity!, row.Action!), EventClasses.Find(row.Class) ?? EventClass.Service)))
            .Where(static each => EventCatalogue.Find(each.Kind.Type) is null && OwnEventRules.WhyForbidden(each.Kind.Type) is null)
            .DistinctBy(static each => (each.TenantId, each.Kind.Type)).ToList();
        _byType = own.ToFrozenDictionary(static each => (each.TenantId, each.Kind.Type), static each => each.Kind);
        _byName = own.ToFrozenDictionary(static each => (each.TenantId, each.Kind.Name), static each => each.Kind);
        _byTenant = own.GroupBy(static each => each.TenantId, static each => each.Kind)
            .ToFrozenDictionary(static group => group.Key, static group => group.OrderBy(static kind => kind.Name, StringComparer.Ordinal).ToArray());
    }

    /// <summary>Of what all tenants have set. Their codes are remembered: of what another node or tenant made this one knows none, and a message has the code alone.</summary>
    public static OwnEventIndex Read(IReadOnlyList<EventSettingRow> settings, EventTypeCodes codes)
    {
        var own = settings.Where(static row => row is { Class: not null, Entity: not null, Action: not null, TypeId: > 0 }).ToList();
        foreach (var row in own)
        {
            codes.Remember(new EventType(row.Entity!, row.Action!), row.TypeId!.Value);
        }

        return own.Count == 0 ? None : new OwnEventIndex(own);
    }

    public IReadOnlyList<EventKind> Of(long tenantId) => _byTenant.GetValueOrDefault(tenantId, []);

    public EventKind? Find(long tenantId, EventType type) => _byType.Count == 0 ? null : _byType.GetValueOrDefault((tenantId, type));

    /// <param name="name">As it is stored.</param>
    public EventKind? Find(long tenantId, string name) => _byName.Count == 0 ? null : _byName.GetValueOrDefault((tenantId, name));

    /// <param name="name">Entity and action, with a blank or an underscore between, in any case.</param>
    public EventKind? FindSpelled(long tenantId, string name) =>
        Of(tenantId) is { Count: > 0 } own && EventNames.Find(name, own.Select(static kind => kind.Name)) is { } meant ? own.First(kind => kind.Name == meant) : null;
}
