using SmsBridge.Holding.Consents;
using SmsBridge.Holding.Digests;
using SmsBridge.Prices;

namespace SmsBridge.Holding;

/// <summary>A tenant's own rule as it is stored; null: by the settings.</summary>
internal sealed record SurgeRuleRow
{
    public long TenantId { get; init; }

    public long IsOn { get; init; }

    public long? Floor { get; init; }

    public long? Times { get; init; }
}

/// <summary>Everything that holds, of all tenants, at one moment.</summary>
internal sealed record HoldRows(long Version, IReadOnlyList<SurgeHour> Hours, IReadOnlyList<SurgeRuleRow> Rules, IReadOnlyList<ImportPause> Pauses, IReadOnlyList<SpendCap> Caps)
{
    public IReadOnlyList<DigestRule> Digests { get; init; } = [];

    public IReadOnlyList<DigestTextRow> DigestTexts { get; init; } = [];

    public IReadOnlyList<ConsentRuleRow> Consents { get; init; } = [];
}
