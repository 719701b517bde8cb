using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>Error bodies: the platform's JSON, and what comes from the container before the platform is reached (fineract-core-api.md 7).</summary>
internal static class StandInErrors
{
    public const string NotAuthenticated = "error.msg.not.authenticated";
    public const string NotAuthorized = "error.msg.not.authorized";

    public static string NotFound(string what, long id) =>
        Json("404", "error.msg.resource.not.found", "The requested resource is not available.",
            $"error.msg.{what}.id.invalid", string.Create(CultureInfo.InvariantCulture, $"{what} with identifier {id} does not exist"));

    public static string UnsupportedParameter(string name) =>
        Validation([StandInProblem.Unsupported(name)]);

    public static string Validation(IReadOnlyList<StandInProblem> problems) =>
        Json("400", "validation.msg.validation.errors.exist", "Validation errors exist.", problems);

    public static string Exception(string text) => $$"""{"Exception":"{{JsonEncodedText.Encode(text)}}"}""";

    public static string Page(int status) =>
        string.Create(CultureInfo.InvariantCulture, $"<!doctype html><html><head><title>HTTP Status {status}</title></head><body><h1>HTTP Status {status}</h1></body></html>");

    /// <param name="status">A string in the body, unlike on the status line.</param>
    public static string Json(string status, string code, string message, string? nestedCode = null, string? nestedMessage = null) =>
        Json(status, code, message, nestedCode is null ? [] : [new StandInProblem(nestedCode, nestedMessage ?? string.Empty, "id")]);

    private static string Json(string status, string code, string message, IReadOnlyList<StandInProblem> problems)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("developerMessage", message);
            json.WriteString("httpStatusCode", status);
            json.WriteString("defaultUserMessage", message);
            json.WriteString("userMessageGlobalisationCode", code);
            json.WriteStartArray("errors");
            foreach (var problem in problems)
            {
                Write(json, problem);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Without a parameter the name is left out, as all nulls are.</summary>
    private static void Write(Utf8JsonWriter json, StandInProblem problem)
    {
        json.WriteStartObject();
        json.WriteString("developerMessage", problem.Message);
        json.WriteString("defaultUserMessage", problem.Message);
        json.WriteString("userMessageGlobalisationCode", problem.Code);
        if (problem.Parameter is not null)
        {
            json.WriteString("parameterName", problem.Parameter);
        }

        if (problem.Value is not null)
        {
            json.WriteStartArray("args");
            json.WriteStartObject();
            json.WriteString("value", problem.Value);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
