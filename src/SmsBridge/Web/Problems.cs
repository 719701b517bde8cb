using Microsoft.AspNetCore.Http.HttpResults;

namespace SmsBridge.Web;

/// <summary>RFC 9457 answers. Every refusal names what is wrong and what to do; <c>field</c> and <c>reason</c> are for programs.</summary>
internal static class Problems
{
    public static ProblemHttpResult Create(int status, string title, string detail, string? field = null, string? reason = null)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (field is not null)
        {
            extensions["field"] = field;
        }

        if (reason is not null)
        {
            extensions["reason"] = reason;
        }

        return TypedResults.Problem(detail: detail, statusCode: status, title: title, extensions: extensions);
    }

    /// <summary>400: the request itself is wrong.</summary>
    public static ProblemHttpResult BadRequest(string field, string detail, string? reason = null) =>
        Create(StatusCodes.Status400BadRequest, "The request is not valid.", detail, field, reason);

    /// <summary>401, the same words whether the key or the tenant is unknown: existence must not leak.</summary>
    public static ProblemHttpResult Unauthorized(string detail, string field = ApiKeyHeader.Fineract) =>
        Create(StatusCodes.Status401Unauthorized, "The key was not accepted.", detail, field);

    /// <summary>429 with Retry-After.</summary>
    public static IResult TooMany(
        HttpContext context, TimeSpan retryAfter, string detail, string title = "Too many failed attempts.", string? reason = null)
    {
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Create(StatusCodes.Status429TooManyRequests, title, detail, reason: reason);
    }

    /// <summary>503 with Retry-After: nothing changed, the caller may repeat the request.</summary>
    public static IResult NotNow(HttpContext context, string detail)
    {
        PutOff.Set(context);
        context.Response.Headers.RetryAfter = "30";
        return Create(StatusCodes.Status503ServiceUnavailable, "It can not be checked now.", detail);
    }

    /// <summary>404.</summary>
    public static ProblemHttpResult NotFound(string detail) => Create(StatusCodes.Status404NotFound, "Not found.", detail);

    /// <summary>404 for a filter that names a tenant, the same words whether there is none or it is not for who asks: existence must not leak.</summary>
    public static ProblemHttpResult NoSuchTenant(string identifier) =>
        Create(StatusCodes.Status404NotFound, "Not found.", $"There is no tenant {identifier} that you look after.", "tenant");

    /// <summary>409: there is one of this name.</summary>
    public static ProblemHttpResult AlreadyThere(string detail) => Create(StatusCodes.Status409Conflict, "Already there.", detail);

    /// <summary>409: not as things stand; the detail says what stands against it.</summary>
    public static ProblemHttpResult Conflict(string detail) => Create(StatusCodes.Status409Conflict, "It can not be done as things stand.", detail);

    /// <summary>413.</summary>
    public static ProblemHttpResult TooLarge(string detail) =>
        Create(StatusCodes.Status413PayloadTooLarge, "The body is too large.", detail, "body", "too_large");

    /// <summary>422: well-formed, but it can not work.</summary>
    public static ProblemHttpResult Unprocessable(string field, string detail) =>
        Create(StatusCodes.Status422UnprocessableEntity, "This can not work.", detail, field);
}
