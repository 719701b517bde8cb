using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Core.HooksAdmin;

/// <summary>
/// The hooks administration of a tenant's core (fineract-hooks.md 9), by the same way as <see cref="CoreClient"/>: the same list
/// of allowed endpoints, no redirects, bounded answers, no secret in any log. The credential's user needs <c>READ_HOOK</c>,
/// <c>CREATE_HOOK</c>, <c>UPDATE_HOOK</c> and <c>DELETE_HOOK</c>. No method repeats a request that may have been carried out.
/// </summary>
internal sealed class CoreHooksClient(CoreExchange exchange, TimeProvider time, ILogger<CoreHooksClient> logger)
{
    private const string Read = "READ_HOOK";

    /// <summary>Which templates the core has, their fields, and all events a hook can listen to.</summary>
    public Task<HookResult<HookTemplates>> TemplateAsync(CoreAccess access, CancellationToken cancellationToken) =>
        AskAsync("hook template", access, CoreCall.Get("hooks/template"), Read, HooksAdminReader.ReadTemplates, cancellationToken);

    public Task<HookResult<IReadOnlyList<CoreHook>>> ListAsync(CoreAccess access, CancellationToken cancellationToken) =>
        AskAsync("hook list", access, CoreCall.Get("hooks"), Read, HooksAdminReader.ReadHooks, cancellationToken);

    public Task<HookResult<CoreHook>> FindAsync(CoreAccess access, long id, CancellationToken cancellationToken) =>
        AskAsync("hook show", access, CoreCall.Get(PathOf(id)), Read, body => HooksAdminReader.ReadHook(body, id), cancellationToken);

    /// <summary>
    /// Creates a hook and returns its id. The core pings the payload URL first and takes any answer; the hook registers at the
    /// bridge only with its first event (fineract-hooks.md 6, 4.1).
    /// </summary>
    public async Task<HookResult<long>> CreateAsync(CoreAccess access, HookDraft draft, CancellationToken cancellationToken)
    {
        const string Operation = "hook create";
        if (HookRules.Check(draft) is { Count: > 0 } problems)
        {
            return Told(access, Operation, new HookResult<long>.Refused(problems));
        }

        var json = JsonOf(new HookRequestWire(
            draft.Name, draft.DisplayName, draft.IsActive, HookEventWire.Of(draft.Events),
            new Dictionary<string, string>(draft.Config, StringComparer.Ordinal), draft.TemplateId));
        var result = await WriteAsync(Operation, access, CoreCall.Post("hooks", json), "CREATE_HOOK", cancellationToken);
        if (result is HookResult<long>.Done done)
        {
            logger.HookCreated(access.TenantId, done.Value);
        }

        return result;
    }

    /// <summary>
    /// Changes a hook. A change of the config makes the core forget its "Api Key" (see <see cref="HookChange"/>), so the config is
    /// read first (<c>READ_HOOK</c>), completed, and sent only when it differs or <see cref="HookChange.ForgetKey"/> is asked for.
    /// The bridge must be ready for the registration that follows: within its window of 60 s after another it would be refused.
    /// </summary>
    public async Task<HookResult<HookUpdate>> UpdateAsync(CoreAccess access, long id, HookChange change, CancellationToken cancellationToken)
    {
        const string Operation = "hook update";
        if (HookRules.Check(change) is { Count: > 0 } problems)
        {
            return Told(access, Operation, new HookResult<HookUpdate>.Refused(problems));
        }

        var reading = await CompleteAsync(access, id, change, cancellationToken);
        if (reading is not HookResult<Dictionary<string, string>?>.Done { Value: var config })
        {
            return Told(access, Operation, reading.As<HookUpdate>());
        }

        var request = new HookRequestWire(
            Name: null, change.DisplayName, change.IsActive, change.Events is null ? null : HookEventWire.Of(change.Events), config, change.TemplateId);
        if (request == new HookRequestWire(null, null, null, null, null, null))
        {
            return new HookResult<HookUpdate>.Done(new HookUpdate(id, IsChanged: false, KeyForgotten: false));
        }

        var result = await WriteAsync(Operation, access, CoreCall.Put(PathOf(id), JsonOf(request)), "UPDATE_HOOK", cancellationToken);
        if (result is not HookResult<long>.Done)
        {
            return result.As<HookUpdate>();
        }

        logger.HookUpdated(access.TenantId, id, config is not null);
        return new HookResult<HookUpdate>.Done(new HookUpdate(id, IsChanged: true, KeyForgotten: config is not null));
    }

    /// <summary>Deletes a hook. The bridge is told nothing: the tenant's key there stays until somebody deletes it.</summary>
    public async Task<HookResult<long>> DeleteAsync(CoreAccess access, long id, CancellationToken cancellationToken)
    {
        var result = await WriteAsync("hook delete", access, CoreCall.Delete(PathOf(id)), "DELETE_HOOK", cancellationToken);
        if (result is HookResult<long>.Done)
        {
            logger.HookDeleted(access.TenantId, id);
        }

        return result;
    }

    /// <summary>The whole config as it must be sent, or null when it need not be.</summary>
    private async Task<HookResult<Dictionary<string, string>?>> CompleteAsync(
        CoreAccess access, long id, HookChange change, CancellationToken cancellationToken)
    {
        if (change.Config is null && !change.ForgetKey)
        {
            return new HookResult<Dictionary<string, string>?>.Done(null);
        }

        var reading = await FindAsync(access, id, cancellationToken);
        if (reading is not HookResult<CoreHook>.Done { Value: var hook })
        {
            return reading.As<Dictionary<string, string>?>();
        }

        var config = WholeConfig(hook, change);
        return config is not null && HookRules.CheckWhole(hook.Name, config) is { Count: > 0 } missing
            ? new HookResult<Dictionary<string, string>?>.Refused(missing)
            : new HookResult<Dictionary<string, string>?>.Done(config);
    }

    private static Dictionary<string, string>? WholeConfig(CoreHook hook, HookChange change)
    {
        var config = hook.Config
            .Where(field => !HookFields.Is(field.Key, HookFields.ApiKey))
            .ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        var differs = change.ForgetKey;
        foreach (var (field, value) in change.Config ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            differs |= !config.TryGetValue(field, out var present) || present != value;
            config[field] = value;
        }

        return differs ? config : null;
    }

    private async Task<HookResult<long>> WriteAsync(
        string operation, CoreAccess access, CoreCall call, string permission, CancellationToken cancellationToken)
    {
        var result = await AskAsync(operation, access, call, permission, HooksAdminReader.ReadId, cancellationToken);
        return result is HookResult<HookIdWire>.Done done ? new HookResult<long>.Done(done.Value.ResourceId!.Value) : result.As<long>();
    }

    private async Task<HookResult<T>> AskAsync<T>(
        string operation, CoreAccess access, CoreCall call, string permission, Func<ReadOnlyMemory<byte>, CoreResult<T>> read,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var answer = await exchange.SendAsync(access, call, cancellationToken);
        HookResult<T> result;
        if (answer.Result is CoreResult<ReadOnlyMemory<byte>>.Found body)
        {
            var reading = read(body.Value);
            result = reading is CoreResult<T>.Found found ? new HookResult<T>.Done(found.Value) : new HookResult<T>.Failed(reading);
        }
        else
        {
            result = HookVerdict.Judge<T>(answer, permission, isWrite: call.Method != HttpMethod.Get);
        }

        var took = time.GetElapsedTime(started);
        if (result is HookResult<T>.Failed failed)
        {
            logger.Outcome(access, operation, took, failed.Failure);
        }
        else
        {
            logger.Answered(access.TenantId, operation, result.GetType().Name, took.TotalMilliseconds);
        }

        return Told(access, operation, result);
    }

    private HookResult<T> Told<T>(CoreAccess access, string operation, HookResult<T> result)
    {
        if (result is HookResult<T>.Refused refused)
        {
            logger.HookRefused(access.TenantId, operation, string.Join(", ", refused.Problems.Select(problem => $"{problem.Code} {problem.Parameter}".Trim())));
        }

        return result;
    }

    private static byte[] JsonOf(HookRequestWire request) => JsonSerializer.SerializeToUtf8Bytes(request, HooksAdminJson.Default.HookRequestWire);

    private static string PathOf(long id) => string.Create(CultureInfo.InvariantCulture, $"hooks/{id}");
}
