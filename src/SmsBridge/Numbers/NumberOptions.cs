namespace SmsBridge.Numbers;

/// <summary>How numbers without a country code are read.</summary>
internal sealed class NumberOptions
{
    public const string Section = "Numbers";

    /// <summary>
    /// ISO 3166-1 alpha-2 (<c>KE</c>) of tenants that have no region of their own; empty: only numbers with a country code can be used.
    /// </summary>
    /// <value>two letters: <c>KE</c></value>
    public string DefaultRegion { get; set; } = "";
}
