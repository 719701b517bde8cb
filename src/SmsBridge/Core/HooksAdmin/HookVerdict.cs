using System.Net;

namespace SmsBridge.Core.HooksAdmin;

/// <summary>What a failure means when it was about hooks: the refusals an operator can mend, told apart from the rest.</summary>
internal static class HookVerdict
{
    private const int MaxMessage = 300;

    private const string FieldNotProvided = "required.config.field.not.provided";

    /// <param name="permission">What the user needs for this call.</param>
    public static HookResult<T> Judge<T>(CoreAnswer answer, string permission, bool isWrite) =>
        answer switch
        {
            { Status: HttpStatusCode.Forbidden, Code: CoreVerdict.NotAuthorized } => Failed(new CoreResult<T>.Forbidden(
                $"The core's user lacks the permission {permission}.")),
            { Status: HttpStatusCode.BadRequest or HttpStatusCode.Forbidden, Error.Code: { } code } when code != CoreVerdict.InvalidTenant =>
                new HookResult<T>.Refused(ProblemsOf(answer.Error)),
            { Status: null or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout, Result: CoreResult<ReadOnlyMemory<byte>>.Unavailable it }
                when isWrite => Failed(new CoreResult<T>.Unavailable(
                it.Detail + " It may have been done all the same: list the hooks before trying again.", it.RetryAfter)),
            _ => Failed(answer.Result.Failed<T>()),
        };

    private static HookResult<T>.Failed Failed<T>(CoreResult<T> failure) => new(failure);

    private static HookProblem[] ProblemsOf(CoreErrorBody error) =>
        error.Errors.Count == 0
            ? [new HookProblem(error.Code!, null, WordsOf(error.Code!, error.Message))]
            : [.. error.Errors.Select(ProblemOf)];

    private static HookProblem ProblemOf(CoreError error)
    {
        var code = CoreErrorBody.OneLine(error.Code ?? "unknown", MaxMessage);

        // The field that is missing is named in an argument only; arguments of other errors are values, which may be secret.
        var parameter = error.Parameter ?? (code.EndsWith(FieldNotProvided, StringComparison.Ordinal) ? error.Value : null);
        parameter = parameter is null ? null : CoreErrorBody.OneLine(parameter, HookFields.MaxValueLength);
        return new HookProblem(code, parameter, WordsOf(code, error.Message));
    }

    /// <summary>The core's words, and behind them what they mean where they are bare.</summary>
    private static string WordsOf(string code, string? message)
    {
        var hint = code switch
        {
            _ when code.EndsWith("multiple.non.web.template.hooks.not.supported", StringComparison.Ordinal) =>
                " The tenant has a hook of this template already, and the core takes only one: update or delete that one.",
            _ when code.EndsWith("hook.url.invalid", StringComparison.Ordinal) =>
                " The core can not reach the payload URL: refused, unknown host, untrusted certificate or no answer in time.",
            _ when code.EndsWith(FieldNotProvided, StringComparison.Ordinal) =>
                " The template requires this field, spelled exactly so.",
            _ => string.Empty,
        };
        return CoreErrorBody.OneLine($"The core says: {message ?? code}", MaxMessage) + hint;
    }
}
