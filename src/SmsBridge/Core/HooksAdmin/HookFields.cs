namespace SmsBridge.Core.HooksAdmin;

/// <summary>Names of a hook's config fields, spelled as the cores spell them (fineract-hooks.md 9): the spelling counts.</summary>
internal static class HookFields
{
    public const string PayloadUrl = "Payload URL";
    public const string SmsProvider = "SMS Provider";
    public const string PhoneNumber = "Phone Number";
    public const string AccountId = "SMS Provider Account Id";
    public const string ProviderToken = "SMS Provider Token";
    public const string ContentType = "Content Type";

    /// <summary>The core's own entry, made when the hook registers at the bridge; it can not be set by anybody (4.4).</summary>
    public const string ApiKey = "Api Key";

    /// <summary>Column <c>m_hook_configuration.field_value</c>.</summary>
    public const int MaxValueLength = 100;

    /// <summary>Column <c>m_hook.name</c>.</summary>
    public const int MaxNameLength = 45;

    private const string Stars = "********";

    /// <summary>
    /// The value as it may be shown: no provider token, no more of a key than tells it from others, and no token in the path of a
    /// Web hook's URL.
    /// </summary>
    public static string Masked(string field, string value)
    {
        const string TokenPath = "/k/";
        const int KeyPrefix = 6; // as ApiKey.Prefix shows

        if (Is(field, ApiKey))
        {
            return value.Length > 2 * KeyPrefix ? value[..KeyPrefix] + "…" : Stars;
        }

        if (Is(field, PayloadUrl))
        {
            var token = value.IndexOf(TokenPath, StringComparison.Ordinal);
            return token < 0 ? value : string.Concat(value.AsSpan(0, token + TokenPath.Length), Stars);
        }

        // Templates of other makes may hold other secrets; whatever calls itself one is treated as one.
        return field.Contains("token", StringComparison.OrdinalIgnoreCase) || field.Contains("password", StringComparison.OrdinalIgnoreCase)
            || field.Contains("secret", StringComparison.OrdinalIgnoreCase)
            ? Stars
            : value;
    }

    public static bool Is(string field, string name) => field.Equals(name, StringComparison.OrdinalIgnoreCase);
}
