using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace SmsBridge.Core;

/// <summary>Finds what annotations can not: every line names the key to mend and never repeats a value, which may be a secret.</summary>
internal sealed class CoreOptionsValidator : IValidateOptions<CoreOptions>
{
    public ValidateOptionsResult Validate(string? name, CoreOptions options)
    {
        List<string> problems =
        [
            .. AllowedEndpointProblems(options.AllowedEndpoints),
            .. EndpointProblems($"{CoreOptions.Section}:{nameof(CoreOptions.DefaultEndpoint)}", options.DefaultEndpoint),
            .. CaFileProblems(options.AdditionalCaFile),
            .. options.Tenants.SelectMany(tenant => TenantProblems(tenant.Key, tenant.Value)),
        ];

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> AllowedEndpointProblems(List<string> prefixes)
    {
        for (var index = 0; index < prefixes.Count; index++)
        {
            if (!EndpointAddress.TryRead(prefixes[index], out _, out var problem))
            {
                yield return $"{CoreOptions.Section}:{nameof(CoreOptions.AllowedEndpoints)}:{index}: {problem}";
            }
        }
    }

    private static IEnumerable<string> EndpointProblems(string key, string? endpoint)
    {
        if (endpoint is not null && CoreEndpoint.Normalise(endpoint) is CoreEndpointReading.Refused refused)
        {
            yield return $"{key}: {refused.Detail}";
        }
    }

    private static IEnumerable<string> CaFileProblems(string? path)
    {
        const string Key = $"{CoreOptions.Section}:{nameof(CoreOptions.AdditionalCaFile)}";
        if (path is null)
        {
            yield break;
        }

        if (!File.Exists(path))
        {
            yield return $"{Key}: there is no such file, or it may not be read.";
        }
        else if (!HoldsCertificates(path))
        {
            yield return $"{Key}: the file holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).";
        }
    }

    private static bool HoldsCertificates(string path)
    {
        try
        {
            return AdditionalTrust.Load(path).Count > 0;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<string> TenantProblems(string tenantId, CoreTenantOptions tenant)
    {
        var key = $"{CoreOptions.Section}:{nameof(CoreOptions.Tenants)}:{tenantId}";
        foreach (var problem in EndpointProblems($"{key}:{nameof(CoreTenantOptions.Endpoint)}", tenant.Endpoint))
        {
            yield return problem;
        }

        if (!string.IsNullOrEmpty(tenant.Username) && string.IsNullOrEmpty(tenant.Password))
        {
            yield return $"{key}:{nameof(CoreTenantOptions.Password)} is missing: {nameof(CoreTenantOptions.Username)} is given without it.";
        }

        if (string.IsNullOrEmpty(tenant.Username) && !string.IsNullOrEmpty(tenant.Password))
        {
            yield return $"{key}:{nameof(CoreTenantOptions.Username)} is missing: {nameof(CoreTenantOptions.Password)} is given without it.";
        }

        if (string.IsNullOrEmpty(tenant.Token))
        {
            yield break;
        }

        if (!string.IsNullOrEmpty(tenant.Username))
        {
            yield return $"{key}: give either {nameof(CoreTenantOptions.Token)} or {nameof(CoreTenantOptions.Username)} and {nameof(CoreTenantOptions.Password)}, not both.";
        }

        if (!CoreCredential.BasicToken.IsWellFormed(tenant.Token))
        {
            yield return $"{key}:{nameof(CoreTenantOptions.Token)} is not the base64 form of user:password.";
        }
    }
}
