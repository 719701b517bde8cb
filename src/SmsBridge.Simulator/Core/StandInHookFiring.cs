using System.Net.Sockets;
using System.Text;

namespace SmsBridge.Simulator.Core;

/// <summary>What became of one hook's part in one event. Cores only log it: nothing is ever repeated (fineract-hooks.md 5.1).</summary>
internal enum HookFate
{
    /// <summary>The bridge answered the event, with whatever status.</summary>
    Answered,

    /// <summary>The registration before it failed; the event is lost, and the next one registers again.</summary>
    NotRegistered,

    /// <summary>The stored key is empty: the core silently drops every event.</summary>
    Suppressed,

    /// <summary>There are two keys: the core's look-up throws, now and for ever.</summary>
    TwoKeys,

    /// <summary>This generation can do nothing with the payload URL.</summary>
    NotSent,

    /// <summary>No connection or no answer in time.</summary>
    NoAnswer,
}

/// <param name="Status">Of the bridge's answer to the event, or to the registration that failed; null when none came.</param>
internal sealed record HookDelivery(long HookId, HookFate Fate, int? Status);

/// <summary>Fires a tenant's hooks when something happened in its books, as a core of the generation does.</summary>
/// <remarks>Real cores give each event a thread and never look back; here the caller waits and is told.</remarks>
/// <param name="baseUrl">The JVM's <c>baseUrl</c>. Always set here: whoever made the hook has called the API.</param>
internal sealed class StandInHookFiring(Generation generation, Func<HttpClient> http, Func<string> baseUrl, TimeProvider time)
{
    /// <param name="by">Whose request it was: the first event hands this user's password to the bridge (4.2).</param>
    /// <param name="hasFailed">The command failed. Older cores tell nobody, newer ones all the same (5.3).</param>
    public async Task<IReadOnlyList<HookDelivery>> FireAsync(
        StandInTenant tenant, HookEvent it, StandInUser by, bool hasFailed, CancellationToken cancellationToken)
    {
        if (hasFailed && !generation.IsRetrofit2)
        {
            return [];
        }

        return await Task.WhenAll(tenant.Hooks.All
            .Where(hook => hook.ListensTo(it))
            .Select(hook => FireAsync(tenant, hook, it, by, hasFailed, cancellationToken)));
    }

    private async Task<HookDelivery> FireAsync(
        StandInTenant tenant, StandInHook hook, HookEvent it, StandInUser by, bool hasFailed, CancellationToken cancellationToken)
    {
        var hooks = HooksOf(tenant, hook);
        try
        {
            if (hook.Template == StandInHookTemplate.SmsBridge && await PrepareAsync(tenant, hook, hooks, by, cancellationToken) is { } fate)
            {
                return new HookDelivery(hook.Id, fate, null);
            }

            using var answer = hasFailed
                ? await hooks.PostFailedAsync(it, shape: null, cancellationToken)
                : await hooks.PostAsync(it, cancellationToken);
            return new HookDelivery(hook.Id, HookFate.Answered, (int)answer.StatusCode);
        }
        catch (HookRegistrationException exception)
        {
            return new HookDelivery(hook.Id, HookFate.NotRegistered, (int)exception.Status);
        }
        catch (Exception exception) when (exception is HookNotSentException or UriFormatException or NotSupportedException)
        {
            return new HookDelivery(hook.Id, HookFate.NotSent, null);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new HookDelivery(hook.Id, HookFate.NoAnswer, null);
        }
    }

    /// <summary>Null when the event may go out: there is one key, or one came.</summary>
    private static async Task<HookFate?> PrepareAsync(
        StandInTenant tenant, StandInHook hook, CoreHooks hooks, StandInUser by, CancellationToken cancellationToken)
    {
        switch (hook.ApiKeys.ToArray())
        {
            case [{ Length: 0 }]:
                return HookFate.Suppressed;
            case [var key]:
                hooks.ApiKey = key;
                return null;
            case { Length: > 1 }:
                return HookFate.TwoKeys;
            default:
                break;
        }

        try
        {
            // Nothing keeps two first events from doing this at once (4.4).
            tenant.Hooks.AddApiKey(hook.Id, await hooks.RegisterAsync(RegistrationOf(hook, by, hooks.BaseUrl), cancellationToken));
            return null;
        }
        catch (HookRegistrationException exception) when (exception.Failure == RegistrationFailure.EmptyKey)
        {
            tenant.Hooks.AddApiKey(hook.Id, string.Empty);
            return HookFate.Suppressed;
        }
    }

    private static HookRegistration RegistrationOf(StandInHook hook, StandInUser by, string? endpoint) =>
        new(
            hook["Phone Number"] ?? string.Empty, hook["SMS Provider"] ?? string.Empty, hook["SMS Provider Account Id"] ?? string.Empty,
            hook["SMS Provider Token"] ?? string.Empty, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{by.Name}:{by.Password}")), endpoint);

    private CoreHooks HooksOf(StandInTenant tenant, StandInHook hook) =>
        new(http(), generation, hook[StandInHookTemplate.PayloadUrl] ?? string.Empty, tenant.Id)
        {
            Template = hook.Template == StandInHookTemplate.SmsBridge ? HookTemplate.SmsBridge
                : "form".Equals(hook[StandInHookTemplate.ContentType], StringComparison.OrdinalIgnoreCase) ? HookTemplate.WebForm
                : HookTemplate.WebJson,
            BaseUrl = baseUrl(),
            Time = time,
        };
}
