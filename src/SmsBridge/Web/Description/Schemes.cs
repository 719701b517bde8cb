using Microsoft.OpenApi;

namespace SmsBridge.Web.Description;

/// <summary>The ways in which callers prove who they are, as the document names them.</summary>
internal static class Schemes
{
    public const string ApiKey = "apiKey";
    public const string ApiKeyMifos = "apiKeyMifos";
    public const string AppKey = "appKey";
    public const string Partner = "partner";
    public const string PartnerTimestamp = "partnerTimestamp";
    public const string Session = "session";
    public const string Twilio = "twilio";

    /// <summary>The tenant's API key, in either header family.</summary>
    public static readonly string[][] AnyApiKey = [[ApiKey], [ApiKeyMifos]];

    /// <summary>What a core's campaigns bring.</summary>
    public static readonly string[][] OfAppKey = [[AppKey]];

    /// <summary>Both headers of a partner.</summary>
    public static readonly string[][] OfPartner = [[Partner, PartnerTimestamp]];

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent(ApiKey, Header(ApiKeyHeader.Fineract, "The tenant's API key, which its registration answered with; or a key for a program, where the operation names its scope."));
        document.AddComponent(ApiKeyMifos, Header(ApiKeyHeader.Mifos, "The same key in the header of older cores. When both come, X-Fineract-API-Key counts."));
        document.AddComponent(AppKey, Header("Fineract-Tenant-App-Key", "The tenant's app key, for the calls of a message gateway and nothing else."));
        document.AddComponent(Partner, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The hexadecimal SHA-256 of partnerCode + password + timestamp; the timestamp comes as a header of its own.",
        });
        document.AddComponent(PartnerTimestamp, Header("timestamp", "yyyy-MM-dd HH:mm:ss, exactly as it went into the digest, and at most minutes old (Partners:ClockTolerance)."));
        document.AddComponent(Session, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = "smsbridge",
            Description = "The session of an operator who signed in at /console/sign-in.",
        });
        document.AddComponent(Twilio, Header("X-Twilio-Signature", "Base64 of the HMAC over the public URL and the sorted form, keyed with the account's auth token or SharedKey."));
    }

    private static OpenApiSecurityScheme Header(string name, string description) =>
        new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = name, Description = description };
}
