using System.Net;

namespace SmsBridge.Core;

/// <summary>One HTTP exchange with a core, already judged.</summary>
/// <param name="Status">Null when no answer came.</param>
/// <param name="Error">What the body of a failure told; <see cref="CoreErrorBody.None"/> for a success.</param>
/// <param name="Result">The body of a success, or the failure.</param>
internal readonly record struct CoreAnswer(HttpStatusCode? Status, CoreErrorBody Error, CoreResult<ReadOnlyMemory<byte>> Result)
{
    /// <summary>The platform's error code, if the body had one.</summary>
    public string? Code => Error.Code;

    public static CoreAnswer Unavailable(string detail) =>
        new(null, CoreErrorBody.None, new CoreResult<ReadOnlyMemory<byte>>.Unavailable(detail, null));

    /// <summary>Nobody could be spoken to at all.</summary>
    public static CoreAnswer NoConnection(string detail) =>
        new(null, CoreErrorBody.None, new CoreResult<ReadOnlyMemory<byte>>.Unavailable(detail, null) { NoConnection = true });

    public static CoreAnswer Misconfigured(string detail) =>
        new(null, CoreErrorBody.None, new CoreResult<ReadOnlyMemory<byte>>.Misconfigured(detail));
}

/// <summary>What of an HTTP answer counts for judging it.</summary>
/// <param name="MediaType">Of Content-Type, without parameters.</param>
/// <param name="Challenge">The realm or scheme text of <c>WWW-Authenticate</c>.</param>
/// <param name="Location">Where a redirect points.</param>
/// <param name="Body">Null when it was larger than we read.</param>
internal readonly record struct CoreResponse(
    HttpStatusCode Status, string? MediaType, string? Challenge, Uri? Location, TimeSpan? RetryAfter, ReadOnlyMemory<byte>? Body);
