using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SmsBridge.Tests.Operators.SingleSignOn;

/// <summary>Makes a token out of the claims it should have: the way a test has it go wrong.</summary>
internal delegate string TokenMaker(TestIssuer issuer, JsonObject claims);

/// <summary>
/// A provider of OpenID Connect on 127.0.0.1, by hand: it signs what it is told to, also what no provider would. Codes are good once, and only with the verifier, the secret and the address they were
/// made for.
/// </summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string ClientId = "bridge";
    public const string ClientSecret = "a secret: of the bridge";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (IReadOnlyDictionary<string, string> Asked, string Token)> _codes = new(StringComparer.Ordinal);
    private RSA _key = RSA.Create(2048);
    private int _keys = 1;

    private TestIssuer(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    /// <summary>What it calls itself in its document; null: its address.</summary>
    public string? CallsItself { get; set; }

    /// <summary>All of it answers 500.</summary>
    public bool IsDown { get; set; }

    /// <summary>Its token endpoint answers 500.</summary>
    public bool GivesNoTokens { get; set; }

    /// <summary>Its answers wait for this; null: they do not.</summary>
    public TaskCompletionSource? Held { get; set; }

    /// <summary>Ends when somebody asks for its document.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What its document says otherwise than it should; null: nothing.</summary>
    public (string Name, string Value)? Says { get; set; }

    /// <summary>What it says beside the token; null: it has no such endpoint.</summary>
    public JsonObject? UserInfo { get; set; }

    public int DocumentReads { get; private set; }

    public int KeyReads { get; private set; }

    public int Codes { get; private set; }

    public string KeyId => $"key-{_keys.ToString(CultureInfo.InvariantCulture)}";

    public RSA Key => _key;

    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new TestIssuer(app);
        app.Use(issuer.LetInAsync);
        app.MapGet("/.well-known/openid-configuration", () => Json(issuer.Document()));
        app.MapGet("/keys", () => Json(issuer.Published()));
        app.MapPost("/token", (RequestDelegate)issuer.GiveTokenAsync);
        app.MapGet("/me", () => Json(issuer.UserInfo!));
        await app.StartAsync(TestContext.Current.CancellationToken);
        issuer.Address = app.Urls.Single();
        return issuer;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    /// <summary>Signs with another key from now on, and publishes that alone.</summary>
    public void ChangeKey()
    {
        _key.Dispose();
        (_key, _keys) = (RSA.Create(2048), _keys + 1);
    }

    /// <summary>A code for the sign-in that asked, as if somebody had given a password.</summary>
    public string Code(IReadOnlyDictionary<string, string> asked, string token)
    {
        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (asked, token);
        return code;
    }

    /// <summary>Signed as it should be.</summary>
    public string Sign(JsonObject claims) => Sign(claims, _key, KeyId);

    public static string Sign(JsonObject claims, RSA key, string keyId)
    {
        var signed = $"{Part(new JsonObject { ["alg"] = "RS256", ["kid"] = keyId, ["typ"] = "JWT" })}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>With a secret instead of a key.</summary>
    public static string SignBySecret(JsonObject claims, byte[] secret, string keyId)
    {
        var signed = $"{Part(new JsonObject { ["alg"] = "HS256", ["kid"] = keyId, ["typ"] = "JWT" })}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Unsigned(JsonObject claims) => $"{Part(new JsonObject { ["alg"] = "none", ["typ"] = "JWT" })}.{Part(claims)}.";

    private static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static IResult Json(JsonObject body) => Results.Text(body.ToJsonString(), "application/json");

    private async Task LetInAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/.well-known/openid-configuration")
        {
            DocumentReads++;
            Asked.TrySetResult();
        }

        await (Held?.Task ?? Task.CompletedTask);
        context.Response.StatusCode = IsDown ? 500 : 200;
        await (IsDown ? Task.CompletedTask : next(context));
    }

    private JsonObject Document()
    {
        var document = new JsonObject
        {
            ["issuer"] = CallsItself ?? Address, ["authorization_endpoint"] = Address + "/authorize", ["token_endpoint"] = Address + "/token", ["jwks_uri"] = Address + "/keys",
            ["end_session_endpoint"] = Address + "/leave", ["response_types_supported"] = new JsonArray("code"), ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        };
        if (UserInfo is not null)
        {
            document["userinfo_endpoint"] = Address + "/me";
        }

        if (Says is var (name, value))
        {
            document[name] = value;
        }

        return document;
    }

    private JsonObject Published()
    {
        KeyReads++;
        var key = _key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = KeyId, ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent),
            }),
        };
    }

    private async Task GiveTokenAsync(HttpContext context)
    {
        Codes++;
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var isKnown = form["client_id"] == ClientId && form["client_secret"] == ClientSecret;
        var token = !GivesNoTokens && isKnown ? Redeem(form) : null;
        var error = GivesNoTokens ? "down" : !isKnown ? "invalid_client" : token is null ? "invalid_grant" : null;
        context.Response.StatusCode = error switch { null => 200, "down" => 500, _ => 400 };
        context.Response.ContentType = error == "down" ? "text/plain" : "application/json";
        await context.Response.WriteAsync(
            error == "down" ? error
            : (error is null ? new JsonObject { ["id_token"] = token, ["access_token"] = "of no use", ["token_type"] = "Bearer", ["expires_in"] = 60 } : new JsonObject { ["error"] = error }).ToJsonString(),
            context.RequestAborted);
    }

    private string? Redeem(IFormCollection form) =>
        _codes.TryRemove(form["code"].ToString(), out var given) && given.Asked["redirect_uri"] == form["redirect_uri"]
        && given.Asked["code_challenge"] == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())))
            ? given.Token
            : null;
}
