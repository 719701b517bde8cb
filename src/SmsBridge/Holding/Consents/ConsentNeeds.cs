using System.Collections.Frozen;
using SmsBridge.Ledger;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding.Consents;

/// <summary>To whom a class of a tenant's texts goes.</summary>
internal enum ConsentMode
{
    /// <summary>To everybody who has not taken consent back.</summary>
    OptOut,

    /// <summary>Only to who agreed.</summary>
    OptIn,
}

/// <summary>Modes as the API has them and as they are stored.</summary>
internal static class ConsentModes
{
    public const string Names = "optOut, optIn";

    public static string NameOf(ConsentMode mode) => mode == ConsentMode.OptIn ? "optIn" : "optOut";

    /// <summary>Null: there is none of that name.</summary>
    public static ConsentMode? Find(string? name) =>
        string.Equals(name?.Trim(), "optIn", StringComparison.OrdinalIgnoreCase) ? ConsentMode.OptIn
        : string.Equals(name?.Trim(), "optOut", StringComparison.OrdinalIgnoreCase) ? ConsentMode.OptOut
        : null;
}

/// <summary>A row says that consents of the class are looked up.</summary>
internal sealed record ConsentRuleRow
{
    public long TenantId { get; init; }

    public string Class { get; init; } = "";

    /// <summary>Null: by the settings.</summary>
    public string? Mode { get; init; }
}

/// <summary>What holds for a class.</summary>
/// <param name="IsOwn">The tenant has said so itself; else it is by the settings.</param>
internal readonly record struct ConsentRule(ConsentMode Mode, bool IsOwn);

/// <summary>Which of a tenant's texts ask for consent before they go out.</summary>
internal sealed class ConsentNeeds
{
    private readonly FrozenDictionary<EventClass, (ConsentRule Rule, ConsentNeed Need)> _byClass;

    private ConsentNeeds(FrozenDictionary<EventClass, (ConsentRule Rule, ConsentNeed Need)> byClass) => _byClass = byClass;

    /// <param name="promotionalOptIn">By the settings.</param>
    /// <returns>Null: none does, and nothing is looked up.</returns>
    public static ConsentNeeds? Of(IReadOnlyCollection<ConsentRuleRow> rows, bool promotionalOptIn)
    {
        var needs = new Dictionary<EventClass, (ConsentRule, ConsentNeed)>();
        foreach (var kind in Enum.GetValues<EventClass>())
        {
            var row = rows.FirstOrDefault(each => EventClasses.Find(each.Class) == kind);
            var bySettings = BySettings(kind, promotionalOptIn);
            if (row is null && bySettings == ConsentMode.OptOut)
            {
                continue;
            }

            var own = ConsentModes.Find(row?.Mode);
            var rule = new ConsentRule(own ?? bySettings, own is not null);
            needs[kind] = (rule, new ConsentNeed(EventClasses.NameOf(kind), rule.Mode == ConsentMode.OptIn));
        }

        return needs.Count == 0 ? null : new ConsentNeeds(needs.ToFrozenDictionary());
    }

    public static ConsentMode BySettings(EventClass kind, bool promotionalOptIn) => promotionalOptIn && kind == EventClass.Promotional ? ConsentMode.OptIn : ConsentMode.OptOut;

    /// <returns>Null: it is not looked up.</returns>
    public ConsentNeed? NeedOf(EventClass kind) => _byClass.TryGetValue(kind, out var known) ? known.Need : null;

    public ConsentRule RuleOf(EventClass kind) => _byClass.TryGetValue(kind, out var known) ? known.Rule : default;
}
