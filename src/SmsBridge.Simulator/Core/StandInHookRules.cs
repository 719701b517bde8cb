using System.Net.Sockets;

namespace SmsBridge.Simulator.Core;

/// <summary>An answer of the hooks API.</summary>
internal readonly record struct StandInAnswer(int Status, string Body);

/// <summary>
/// What the core checks when a hook is created (fineract-hooks.md 6, 9). An update is checked for nothing but the widths of the
/// columns, as there.
/// </summary>
internal static class StandInHookRules
{
    private const int NameColumn = 45;
    private const int ValueColumn = 100;

    /// <summary>Null when the hook may be stored.</summary>
    public static async Task<StandInAnswer?> CheckAsync(
        StandInHook draft, StandInTenant tenant, Generation generation, HttpClient http, CancellationToken cancellationToken)
    {
        var problems = new List<StandInProblem>();
        if (draft.Template != StandInHookTemplate.Web && tenant.Hooks.All.Any(hook => hook.Template == draft.Template))
        {
            problems.Add(StandInProblem.OfHook("multiple.non.web.template.hooks.not.supported"));
        }

        if (draft[StandInHookTemplate.ContentType] is { } type && type.ToUpperInvariant() is not "JSON" and not "FORM")
        {
            problems.Add(StandInProblem.OfHook("content.type.must.be.json.or.form"));
        }

        if (draft[StandInHookTemplate.PayloadUrl] is { } url)
        {
            switch (await PingAsync(url, tenant, generation, http, cancellationToken))
            {
                case Ping.NoAnswer:
                    problems.Add(StandInProblem.OfHook("url.invalid"));
                    break;
                case Ping.NotSent: // only transport errors are caught there (2)
                    return new StandInAnswer(500, StandInErrors.Exception($"baseUrl must end in /: {url}"));
                default:
                    break;
            }
        }

        if (draft.Events.IsEmpty)
        {
            problems.Add(StandInProblem.OfHook("registered.events.cannot.be.empty"));
        }

        problems.AddRange(draft.Template.Required
            .Where(field => draft[field] is null)
            .Select(field => StandInProblem.OfHook("required.config.field.not.provided", field)));
        return problems.Count > 0 ? new StandInAnswer(400, StandInErrors.Validation(problems)) : CheckColumns(draft);
    }

    /// <summary>What the database refuses.</summary>
    public static StandInAnswer? CheckColumns(StandInHook hook) =>
        hook.DisplayName.Length > NameColumn || hook.Config.Any(entry => entry.Value.Length > ValueColumn)
            ? new StandInAnswer(403, StandInErrors.Json(
                "403", "error.msg.unknown.data.integrity.issue", "Unknown data integrity issue with resource."))
            : null;

    /// <summary>Any answer will do.</summary>
    private static async Task<Ping> PingAsync(
        string url, StandInTenant tenant, Generation generation, HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await new CoreHooks(http, generation, url, tenant.Id).PingAsync(cancellationToken);
            return Ping.Answered;
        }
        catch (HookNotSentException)
        {
            return Ping.NotSent;
        }
        catch (Exception exception) when (exception is UriFormatException or InvalidOperationException or NotSupportedException)
        {
            return generation.IsRetrofit2 ? Ping.NotSent : Ping.NoAnswer; // not a URL
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Ping.NoAnswer;
        }
    }

    private enum Ping
    {
        Answered,
        NoAnswer,
        NotSent,
    }
}
