using SmsBridge.Numbers;

namespace SmsBridge.Tenants;

/// <summary>From a request to the settings it asks for: pure.</summary>
internal static class SettingsChange
{
    private const int LongestField = 100;
    private const int LongestEndpoint = 500;

    /// <summary>Reads a PATCH (absent stays) or a PUT (absent falls back) against the current settings.</summary>
    public static (TenantSettings? Settings, FieldProblem? Problem) Read(
        TenantSettings current, SettingsRequest request, bool replace, IReadOnlyCollection<string> providers)
    {
        var problem = (replace ? Missing(request) : null) ?? Check(request, providers) ?? CheckCredential(current, request, replace);
        if (problem is not null)
        {
            return (null, problem);
        }

        var settings = new TenantSettings(
            Required(request.SmsProvider, current.Provider).ToLowerInvariant(),
            Required(request.SmsProviderAccountId, current.AccountId),
            request.SmsProviderToken is null ? current.ProviderToken : request.SmsProviderToken.Trim(),
            Required(request.PhoneNo, current.Sender),
            Optional(request.Endpoint, current.CoreEndpoint, replace),
            current.CoreToken,
            Optional(request.CoreUsername, current.CoreUsername, replace),
            Optional(request.CorePassword, request.CoreUsername is "" ? null : current.CorePassword, replace),
            Optional(request.DefaultRegion?.ToUpperInvariant(), current.DefaultRegion, replace));
        return (settings with
        {
            SharedKey = Optional(request.SmsProviderSharedKey?.Trim(), settings.IsSameAccount(current) ? current.SharedKey : null, replace),
        }, null);
    }

    private static FieldProblem? Missing(SettingsRequest request) =>
        request.SmsProvider is null ? new("smsProvider", "Missing: PUT replaces all settings. Use PATCH to change some.")
        : request.SmsProviderAccountId is null ? new("smsProviderAccountId", "Missing: PUT replaces all settings. Use PATCH to change some.")
        : request.SmsProviderToken is null ? new("smsProviderToken", "Missing: PUT replaces all settings. Use PATCH to change some.")
        : request.PhoneNo is null ? new("phoneNo", "Missing: PUT replaces all settings. Use PATCH to change some.")
        : null;

    private static FieldProblem? Check(SettingsRequest request, IReadOnlyCollection<string> providers) =>
        request.SmsProvider is { } provider && !providers.Contains(provider.Trim(), StringComparer.OrdinalIgnoreCase)
            ? new FieldProblem("smsProvider", $"This bridge knows: {string.Join(", ", providers)}.")
        : Text("smsProviderAccountId", request.SmsProviderAccountId, mayBeEmpty: false, LongestField)
            ?? Text("smsProviderToken", request.SmsProviderToken, mayBeEmpty: false, LongestField)
            ?? Secret("smsProviderSharedKey", request.SmsProviderSharedKey)
            ?? Text("phoneNo", request.PhoneNo, mayBeEmpty: false, LongestField)
            ?? Text("endpoint", request.Endpoint, mayBeEmpty: true, LongestEndpoint)
            ?? Text("coreUsername", request.CoreUsername, mayBeEmpty: true, LongestField)
            ?? Text("corePassword", request.CorePassword, mayBeEmpty: true, LongestField)
            ?? (request.DefaultRegion is { Length: > 0 } region && !NumberParser.IsKnownRegion(region)
                ? new FieldProblem("defaultRegion", "Must be an ISO 3166-1 country code such as KE, or empty.")
                : null);

    /// <summary>A user name without a password, or the other way round, would quietly fall back to another credential.</summary>
    private static FieldProblem? CheckCredential(TenantSettings current, SettingsRequest request, bool replace)
    {
        var name = Optional(request.CoreUsername, current.CoreUsername, replace);
        var password = Optional(request.CorePassword, current.CorePassword, replace);
        return name is not null && password is null ? new FieldProblem("corePassword", "Missing: give the password of coreUsername.")
            : name is null && request.CorePassword is { Length: > 0 } ? new FieldProblem("coreUsername", "Missing: give the user name of corePassword.")
            : name is not null && name.Contains(':', StringComparison.Ordinal) ? new FieldProblem("coreUsername", "Must not hold a colon.")
            : null;
    }

    private static FieldProblem? Text(string field, string? value, bool mayBeEmpty, int longest) =>
        value is null ? null
        : !mayBeEmpty && string.IsNullOrWhiteSpace(value) ? new FieldProblem(field, "Must not be empty.")
        : value.Length > longest ? new FieldProblem(field, $"At most {longest} characters.")
        : value.Any(char.IsControl) ? new FieldProblem(field, "Must not hold control characters.")
        : null;

    /// <summary>A blank inside would never be seen, and never match.</summary>
    private static FieldProblem? Secret(string field, string? value) =>
        Text(field, value, mayBeEmpty: true, LongestField)
        ?? (value is not null && value.Trim().AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new FieldProblem(field, "Must hold visible ASCII characters only. Copy the secret again, as Twilio showed it when the SharedKey was made.")
            : null);

    private static string Required(string? value, string current) => value is null ? current : value.Trim();

    private static string? Optional(string? value, string? current, bool replace) =>
        value is null ? (replace ? null : current) : value.Length == 0 ? null : value;
}

/// <summary>What a change of settings came to.</summary>
internal abstract record UpdateResult
{
    private UpdateResult()
    {
    }

    /// <param name="Asked">Core and provider were asked, and accept them; false: they could say nothing about what changed.</param>
    public sealed record Updated(bool Asked) : UpdateResult;

    /// <summary>Core or provider say no; the old settings stay.</summary>
    public sealed record Refused(FieldProblem Problem) : UpdateResult
    {
        /// <summary>What the provider said no to; null: it did not.</summary>
        public Gateways.SenderAccount? RefusedAccount { get; init; }
    }

    /// <summary>They could not be asked; the old settings stay.</summary>
    public sealed record NotNow(string Detail) : UpdateResult;
}
