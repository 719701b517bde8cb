using SmsBridge.Messages;

namespace SmsBridge.Core.HooksAdmin;

/// <summary>The hook this bridge exists for.</summary>
internal static class SmsBridgeHookDraft
{
    /// <summary>The template's name in every generation.</summary>
    public const string Template = "SMS Bridge";

    private const string Provider = "twilio";

    private static readonly string[] Required =
        [HookFields.PayloadUrl, HookFields.SmsProvider, HookFields.PhoneNumber, HookFields.AccountId, HookFields.ProviderToken];

    /// <param name="publicUrl">The bridge's address as the core must call it; <see cref="PayloadUrls"/> makes the payload URL of it.
    /// One that can not be used is left as it is, for <see cref="CoreHooksClient.CreateAsync"/> to refuse.</param>
    /// <param name="sender">A number in E.164, or a Messaging Service.</param>
    /// <param name="accountId">Twilio's account SID.</param>
    /// <param name="token">Twilio's auth token. Anyone with <c>READ_HOOK</c> can read it in the core.</param>
    public static HookDraft For(string publicUrl, string sender, string accountId, string token, IReadOnlyList<EventType> events) =>
        new(Template, Template, events, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HookFields.PayloadUrl] = PayloadUrls.Advise(publicUrl) is PayloadUrlReading.Advised advised ? advised.Url : publicUrl,
            [HookFields.SmsProvider] = Provider,
            [HookFields.PhoneNumber] = sender,
            [HookFields.AccountId] = accountId,
            [HookFields.ProviderToken] = token,
        });

    /// <summary>The required fields that are not there, exactly as spelled.</summary>
    public static IEnumerable<string> MissingFrom(IReadOnlyDictionary<string, string> config) =>
        Required.Where(field => !config.ContainsKey(field));
}
