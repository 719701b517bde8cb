using SmsBridge.Core;
using SmsBridge.Messages;

namespace SmsBridge.Tenants;

/// <summary>What a registration asks for as settings, beside those that are known, and what it must hold for that. Decisions alone: nobody is asked and nothing stored.</summary>
internal static class RegistrationSettings
{
    /// <summary>
    /// A login at the core proves that somebody works there, not that he decides whose account the SMS leave by. Who holds the account that is
    /// registered, by its token, may change its sender: the provider says that it is the account's. Of a tenant on trust nothing was ever proved;
    /// there the full proof of a new one will do.
    /// </summary>
    public static bool NeedsWarrant(Tenant known, TenantSettings asked, Proof proof) =>
        known.TrustedUntil is not null
            ? proof.IsLoginOnly
            : asked.Provider != known.Settings.Provider || asked.AccountId != known.Settings.AccountId
                || (!proof.IsProviderAsked && (asked.ProviderToken != known.Settings.ProviderToken || asked.Sender != known.Settings.Sender));

    /// <summary>The token of a user who may look nothing up does not take the place of one that may, unless that one no longer works.</summary>
    public static TenantSettings Kept(Tenant known, TenantSettings settings, Proof proof) =>
        proof.IsLoginOnly && known.Settings.CoreToken is { } token && known.Pause?.Reason != Reasons.CoreCredentials
            ? settings with { CoreToken = token }
            : settings;

    /// <summary>
    /// The new provider settings with what the tenant set beside its registrations. A core that was once proved stays the one to ask: it is
    /// what makes the caller the same tenant, and cores name themselves differently from one start to the next (fineract-hooks.md 4.5).
    /// </summary>
    public static TenantSettings OfRepeat(Tenant known, RegistrationRequest request)
    {
        var fresh = Of(request, known.DefaultRegion);
        return fresh with
        {
            CoreEndpoint = known.TrustedUntil is not null || known.VerifiedAt is null ? fresh.CoreEndpoint : known.Settings.CoreEndpoint,
            CoreToken = fresh.CoreToken ?? known.Settings.CoreToken,
            CoreUsername = known.Settings.CoreUsername,
            CorePassword = known.Settings.CorePassword,
            SharedKey = fresh.IsSameAccount(known.Settings) ? known.Settings.SharedKey : null,
        };
    }

    /// <summary>
    /// Without a token of its own the caller is proved by the operator's or the tenant's credential, so by nothing it brought. Then it must
    /// at least hold the provider account that is registered; "log" has none to hold. Account ids are no secret: where the provider is not
    /// asked, the token must be the registered one too.
    /// </summary>
    public static bool HoldsAccount(TenantSettings known, TenantSettings brought) =>
        brought.Provider == known.Provider && brought.AccountId == known.AccountId && brought.Provider != "log";

    public static TenantSettings Of(RegistrationRequest request, string? region) => new(
        request.SmsProvider!.Trim().ToLowerInvariant(),
        request.SmsProviderAccountId!.Trim(),
        request.SmsProviderToken!.Trim(),
        request.PhoneNo!.Trim(),
        string.IsNullOrWhiteSpace(request.Endpoint) ? null : request.Endpoint.Trim(),
        string.IsNullOrEmpty(request.MifosToken) ? null : request.MifosToken,
        CoreUsername: null,
        CorePassword: null,
        region);

    public static TenantSettings Normalised(TenantSettings settings) => settings with { CoreEndpoint = CoreEndpoint.Spell(settings.CoreEndpoint) };
}
