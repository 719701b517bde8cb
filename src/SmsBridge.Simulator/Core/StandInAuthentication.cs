using System.Text;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>Users at the stand-in core's door: Basic headers, and <c>POST /authentication</c> in the generation's own form only.</summary>
internal static class StandInAuthentication
{
    public static StandInUser? FindUser(HttpRequest request, StandInTenant tenant)
    {
        const string Scheme = "Basic ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..], bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : tenant.FindUser(pair[..colon], pair[(colon + 1)..]);
    }

    public static Task AnswerAsync(
        HttpContext context, Generation generation, bool wantsTwoFactor, StandInTenant tenant, string body)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return StandInApi.AnswerAsync(context, 405, StandInErrors.Page(405), "text/html;charset=utf-8");
        }

        var (name, password) = generation.AuthenticatesByJson ? ReadBody(body) : ReadQuery(context.Request);
        if (generation.AuthenticatesByJson && (name is null || password is null))
        {
            return StandInApi.AnswerAsync(context, 500, StandInErrors.Exception("Username or password is missing"));
        }

        // Old cores take missing parameters for wrong ones.
        return tenant.FindUser(name ?? string.Empty, password ?? string.Empty) is { } user
            ? StandInApi.AnswerAsync(context, 200, Describe(user, tenant, wantsTwoFactor))
            : StandInApi.AnswerAsync(context, 401, StandInErrors.Json("401", StandInErrors.NotAuthenticated, "Unauthenticated. Please login."));
    }

    private static (string? Name, string? Password) ReadQuery(HttpRequest request) => (request.Query["username"], request.Query["password"]);

    private static (string? Name, string? Password) ReadBody(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return (Text(document.RootElement, "username"), Text(document.RootElement, "password"));
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Describe(StandInUser user, StandInTenant tenant, bool wantsTwoFactor)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("username", user.Name);
            json.WriteNumber("userId", 9);
            json.WriteString("base64EncodedAuthenticationKey", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Name}:{user.Password}")));
            json.WriteBoolean("authenticated", value: true);
            json.WriteBoolean("shouldRenewPassword", user.MustRenewPassword);
            if (!user.MustRenewPassword)
            {
                json.WriteNumber("officeId", user.OfficeId);
                json.WriteString("officeName", tenant.FindOffice(user.OfficeId)?.Name);
                json.WriteStartArray("permissions");
                foreach (var permission in user.Permissions)
                {
                    json.WriteStringValue(permission);
                }

                json.WriteEndArray();
                json.WriteBoolean("isTwoFactorAuthenticationRequired", wantsTwoFactor && !user.May("BYPASS_TWOFACTOR"));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
