using System.Buffers;

namespace SmsBridge.Partners;

/// <summary>What a partner code or a reference may be: both are path segments (mfs-webhooks.md 2).</summary>
internal static class PartnerNames
{
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Clients resolve dot segments away before they send them.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Characters) && name.AsSpan().Trim('.').Length > 0;
}

/// <summary>What can be subscribed to.</summary>
internal static class WebhookMethods
{
    /// <summary>The only one there is (mfs-webhooks.md 2).</summary>
    public const string TransactionStatus = "TransactionStatus";

    /// <summary>The document itself spells it in two ways, so case does not count.</summary>
    public static bool IsKnown(string method) => method.Equals(TransactionStatus, StringComparison.OrdinalIgnoreCase);
}
