namespace SmsBridge.Core;

/// <summary>The table of fineract-core-api.md 7 as a pure decision: from an HTTP answer to what it means for us.</summary>
internal static class CoreVerdict
{
    public const string NotAuthorized = "error.msg.not.authorized";

    public const string InvalidTenant = "error.msg.invalid.tenant.identifier";

    public static CoreAnswer Judge(CoreResponse response)
    {
        if ((int)response.Status is >= 200 and < 300)
        {
            return new CoreAnswer(response.Status, CoreErrorBody.None, JudgeSuccess(response));
        }

        var error = response.Body is { } body ? CoreErrorBody.Read(body) : CoreErrorBody.None;
        return new CoreAnswer(response.Status, error, JudgeFailure(response, error));
    }

    private static CoreResult<ReadOnlyMemory<byte>> JudgeSuccess(CoreResponse response)
    {
        if (response.Body is not { } body)
        {
            return Misconfigured("The core's answer is larger than the bridge takes: 1 MiB, of a report Schedules:MaxReportBytes.");
        }

        return body.IsEmpty || IsPage(response)
            ? Misconfigured("The endpoint answers, but not with the core's JSON. Check that it is the core's API address.")
            : new CoreResult<ReadOnlyMemory<byte>>.Found(body);
    }

    private static CoreResult<ReadOnlyMemory<byte>> JudgeFailure(CoreResponse response, CoreErrorBody error) =>
        (int)response.Status switch
        {
            >= 300 and < 400 => Misconfigured(error.Explain(RedirectWords(response.Location))),
            400 when !error.IsPlatform || error.Code == InvalidTenant => Misconfigured(error.Explain(TenantWords)),
            400 => Misconfigured(error.Explain("The core refused the request as wrong.")),
            401 when error.Code == InvalidTenant => Misconfigured(error.Explain(TenantWords)),
            // A proxy that wants a password of its own has a page, and not the core's challenge. Somebody must look at it, but the core's user may be right.
            401 when IsPage(response) && !error.IsPlatform && !IsCoresChallenge(response) => Misconfigured(ForeignWords(response)),
            401 => new CoreResult<ReadOnlyMemory<byte>>.CredentialsRefused(error.Explain(
                IsTwoFactor(response) ? TwoFactorWords : "The core refused the user or the password, or the user is disabled.")),
            // Only what the platform itself says is about the user; a firewall or a proxy says it about the address or the hour, and says it in passing.
            403 when error.IsPlatform || IsTwoFactor(response) =>
                new CoreResult<ReadOnlyMemory<byte>>.Forbidden(error.Explain(ForbiddenWords(response, error))),
            403 => Misconfigured(ForeignWords(response)),
            // Without the platform's JSON it comes from the container or a proxy: it says nothing about the client or the loan that was asked for.
            404 when !error.IsPlatform => Misconfigured("There is no core API at the endpoint. Check its path, and that the core is deployed."),
            404 => new CoreResult<ReadOnlyMemory<byte>>.NotFound(error.Explain("The core does not have it, or does not show it to this user.")),
            405 => Misconfigured(error.Explain("This core instance does not answer reads. Point the endpoint at one that does.")),
            408 or 425 => Unavailable(response, error, "The core gave up waiting."),
            409 => Unavailable(response, error, "The core is busy with the same record."),
            429 => Unavailable(response, error, "The core asks to be called less often."),
            >= 500 => Unavailable(response, error, $"The core is in trouble (HTTP {(int)response.Status})."),
            _ => Misconfigured(error.Explain($"The core gave an unexpected answer (HTTP {(int)response.Status}).")),
        };

    private const string TenantWords =
        "The core does not know this tenant. Tenant identifiers are case-sensitive; check the identifier and the endpoint.";

    private const string TwoFactorWords =
        "The core wants a second factor of this user. Give the user the permission BYPASS_TWOFACTOR.";

    private static string ForeignWords(CoreResponse response) =>
        $"Something before the core refuses the bridge (HTTP {(int)response.Status}, not in the core's own form): a firewall, a proxy or a gateway, or the core's own container where it wants a second factor (then give the user BYPASS_TWOFACTOR).";

    private static string ForbiddenWords(CoreResponse response, CoreErrorBody error)
    {
        if (IsTwoFactor(response))
        {
            return TwoFactorWords;
        }

        return error.Code == NotAuthorized
            ? "The core's user lacks a permission."
            : "The core does not let this user do that. Check its permissions, its password's age, and BYPASS_TWOFACTOR if two-factor is on.";
    }

    private static string RedirectWords(Uri? location)
    {
        var target = location switch
        {
            null => "elsewhere",
            { IsAbsoluteUri: true } => $"to {location.Scheme}://{location.Host}:{location.Port}",
            _ => "to another path",
        };
        return $"The endpoint redirects {target}; redirects are never followed, as they would carry the token along. Set the final address.";
    }

    private static CoreResult<ReadOnlyMemory<byte>> Misconfigured(string detail) =>
        new CoreResult<ReadOnlyMemory<byte>>.Misconfigured(detail);

    private static CoreResult<ReadOnlyMemory<byte>> Unavailable(CoreResponse response, CoreErrorBody error, string words) =>
        new CoreResult<ReadOnlyMemory<byte>>.Unavailable(error.Explain(words), response.RetryAfter);

    private static bool IsPage(CoreResponse response) =>
        response.MediaType is { } type && (type.Contains("html", StringComparison.OrdinalIgnoreCase));

    /// <summary>"Fineract Platform API", "Mifos Platform API"; the container's page goes with it (fineract-core-api.md 2, 7). OAuth cores want a bearer.</summary>
    private static bool IsCoresChallenge(CoreResponse response) =>
        response.Challenge is { } challenge
        && (challenge.Contains("Platform API", StringComparison.OrdinalIgnoreCase) || challenge.Contains("Bearer", StringComparison.OrdinalIgnoreCase));

    private static bool IsTwoFactor(CoreResponse response) =>
        response.Challenge?.Contains("Two Factor", StringComparison.OrdinalIgnoreCase) == true;
}
