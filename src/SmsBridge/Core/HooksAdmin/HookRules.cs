using SmsBridge.Messages;

namespace SmsBridge.Core.HooksAdmin;

/// <summary>
/// What is checked before a hook is sent: what the core answers with a puzzle (a column that is too short, an HTTP 500), or
/// swallows and loses events over later. All else is left to the core's own, newer knowledge.
/// </summary>
internal static class HookRules
{
    public static IReadOnlyList<HookProblem> Check(HookDraft draft) =>
        [.. CheckName("name", draft.Name), .. CheckName("displayName", draft.DisplayName), .. CheckEvents(draft.Events), .. CheckConfig(draft.Config)];

    public static IReadOnlyList<HookProblem> Check(HookChange change) =>
        [.. CheckName("displayName", change.DisplayName), .. CheckEvents(change.Events), .. CheckConfig(change.Config)];

    /// <summary>A whole config on its way to a hook that exists: here the core does not look whether anything is missing.</summary>
    public static IReadOnlyList<HookProblem> CheckWhole(string template, IReadOnlyDictionary<string, string> config) =>
        HookFields.Is(template, SmsBridgeHookDraft.Template)
            ? [.. SmsBridgeHookDraft.MissingFrom(config).Select(field =>
                new HookProblem("smsbridge.field.missing", field, $"{field} is missing; without it the hook can not register."))]
            : [];

    private static IEnumerable<HookProblem> CheckName(string parameter, string? name)
    {
        if (name is not null && string.IsNullOrWhiteSpace(name))
        {
            yield return new HookProblem("smsbridge.name.blank", parameter, $"{parameter} is blank.");
        }
        else if (name?.Length > HookFields.MaxNameLength)
        {
            yield return new HookProblem(
                "smsbridge.name.too.long", parameter, $"{parameter} has {name.Length} characters; the core keeps {HookFields.MaxNameLength}.");
        }
    }

    private static IEnumerable<HookProblem> CheckEvents(IReadOnlyList<EventType>? events)
    {
        if (events is { Count: 0 })
        {
            yield return new HookProblem("smsbridge.events.none", "events", "There is no event; the hook would never fire.");
        }
    }

    private static IEnumerable<HookProblem> CheckConfig(IReadOnlyDictionary<string, string>? config)
    {
        foreach (var (field, value) in config ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (HookFields.Is(field, HookFields.ApiKey))
            {
                yield return new HookProblem("smsbridge.key.not.settable", field, $"{field} can not be set: the core drops it. It comes when the hook registers.");
            }
            else if (string.IsNullOrWhiteSpace(value))
            {
                yield return new HookProblem("smsbridge.value.blank", field, $"{field} is blank.");
            }
            else if (value.Length > HookFields.MaxValueLength)
            {
                yield return new HookProblem(
                    "smsbridge.value.too.long", field, $"{field} has {value.Length} characters; the core keeps {HookFields.MaxValueLength}.");
            }
            else if (HookFields.Is(field, HookFields.PayloadUrl) && PayloadUrls.Problem(value) is { } problem)
            {
                yield return new HookProblem("smsbridge.payload.url", field, $"{field}: {problem}");
            }
        }
    }
}
