using System.Globalization;

namespace SmsBridge.Simulator.Core;

/// <summary>
/// The hooks administration API (fineract-hooks.md 9). All generations have the same; they differ in path, tenant header and what
/// becomes of the payload URL.
/// </summary>
/// <param name="http">For the ping.</param>
internal sealed class StandInHooksApi(Generation generation, Func<HttpClient> http, TimeProvider time)
{
    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <param name="resource">The path's segments, the first being <c>hooks</c>.</param>
    public async Task AnswerAsync(HttpContext context, StandInTenant tenant, StandInUser user, string[] resource, string body)
    {
        var answer = (context.Request.Method, resource) switch
        {
            ("GET", ["hooks"]) => Allowed(user, "READ_HOOK") ?? new StandInAnswer(200, StandInHookJson.Of(tenant.Hooks.All)),
            ("GET", ["hooks", "template"]) => Allowed(user, "READ_HOOK") ?? new StandInAnswer(200, StandInHookJson.Template()),
            ("GET", ["hooks", var id]) => Allowed(user, "READ_HOOK") ?? Show(tenant, id, context.Request.Query["template"] == "true"),
            ("POST", ["hooks"]) => Allowed(user, "CREATE_HOOK") ?? await CreateAsync(tenant, body, context.RequestAborted),
            ("PUT", ["hooks", var id]) => Allowed(user, "UPDATE_HOOK") ?? Update(tenant, id, body),
            ("DELETE", ["hooks", var id]) => Allowed(user, "DELETE_HOOK") ?? Delete(tenant, id),
            _ => new StandInAnswer(405, StandInErrors.Json("405", "error.msg.method.not.allowed", "Method not allowed.")),
        };
        await StandInApi.AnswerAsync(context, answer.Status, answer.Body);
    }

    private static StandInAnswer? Allowed(StandInUser user, string permission) =>
        user.May(permission)
            ? null
            : new StandInAnswer(403, StandInErrors.Json("403", StandInErrors.NotAuthorized, "Insufficient privileges to perform this action."));

    private static StandInAnswer Show(StandInTenant tenant, string id, bool withTemplate) =>
        Find(tenant, id) is { } hook ? new StandInAnswer(200, StandInHookJson.Of(hook, withTemplate)) : NotFound(id);

    private async Task<StandInAnswer> CreateAsync(StandInTenant tenant, string body, CancellationToken cancellationToken)
    {
        var (command, problems) = StandInHookCommand.Read(body);
        if (command is null)
        {
            return Wrong(problems);
        }

        if (string.IsNullOrWhiteSpace(command.Name))
        {
            return new StandInAnswer(400, StandInErrors.Validation(
                [new StandInProblem("validation.msg.hook.name.cannot.be.blank", "The parameter name is mandatory.", "name")]));
        }

        if (StandInHookTemplate.Find(command.Name) is not { } template)
        {
            return new StandInAnswer(404, StandInErrors.Json(
                "404", "error.msg.resource.not.found", "The requested resource is not available.",
                "error.msg.template.not.found", $"Template with name `{command.Name}` does not exist"));
        }

        if (command.Config is null || command.Events is null)
        {
            return new StandInAnswer(500, StandInErrors.Exception("java.lang.NullPointerException"));
        }

        if (command.HasTemplateId)
        {
            return NoDocument();
        }

        var draft = new StandInHook(
            0, template, string.IsNullOrWhiteSpace(command.DisplayName) ? template.Name : command.DisplayName.Trim(), command.IsActive ?? false,
            [.. command.Events], template.Keep(command.Config), Today, Today);
        return await StandInHookRules.CheckAsync(draft, tenant, generation, http(), cancellationToken)
            ?? new StandInAnswer(200, StandInHookJson.Id(tenant.Hooks.Add(draft).Id));
    }

    /// <summary>Neither pings nor looks for required fields; a new config has no "Api Key" any more (4.4).</summary>
    private StandInAnswer Update(StandInTenant tenant, string id, string body)
    {
        var (command, problems) = StandInHookCommand.Read(body);
        if (command is null)
        {
            return Wrong(problems);
        }

        if (Find(tenant, id) is not { } hook)
        {
            return NotFound(id);
        }

        if (command.HasTemplateId)
        {
            return NoDocument();
        }

        var changed = Changed(hook);
        if (StandInHookRules.CheckColumns(changed) is { } refusal)
        {
            return refusal;
        }

        tenant.Hooks.Change(hook.Id, Changed);
        return new StandInAnswer(200, StandInHookJson.Id(hook.Id));

        StandInHook Changed(StandInHook old) => old with
        {
            DisplayName = command.DisplayName ?? old.DisplayName,
            IsActive = command.IsActive ?? old.IsActive,
            Events = command.Events is null ? old.Events : [.. command.Events],
            Config = command.Config is null ? old.Config : old.Template.Keep(command.Config),
            UpdatedAt = Today,
        };
    }

    private static StandInAnswer Delete(StandInTenant tenant, string id) =>
        Find(tenant, id) is { } hook && tenant.Hooks.Remove(hook.Id) ? new StandInAnswer(200, StandInHookJson.Id(hook.Id)) : NotFound(id);

    private static StandInHook? Find(StandInTenant tenant, string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var hookId) ? tenant.Hooks.Find(hookId) : null;

    private static StandInAnswer NotFound(string id) =>
        new(404, StandInErrors.Json(
            "404", "error.msg.resource.not.found", "The requested resource is not available.",
            "error.msg.hook.identifier.not.found", $"Hook with identifier `{id}` does not exist"));

    /// <summary>The stand-in has no user generated documents.</summary>
    private static StandInAnswer NoDocument() =>
        new(404, StandInErrors.Json("404", "error.msg.resource.not.found", "The requested resource is not available."));

    private static StandInAnswer Wrong(IReadOnlyList<StandInProblem>? problems) =>
        new(400, problems is null
            ? StandInErrors.Json("400", "error.msg.invalid.request.body", "Invalid JSON in request body.")
            : StandInErrors.Validation(problems));
}
