namespace SmsBridge.Simulator.Core;

/// <summary>The four ways cores speak on the wire (fineract-hooks.md 1).</summary>
internal enum Generation
{
    /// <summary>Mifos X up to 16.01.</summary>
    G1,

    /// <summary>Fineract 1.0 to 1.4.</summary>
    G2,

    /// <summary>Fineract 1.5 and 1.6.</summary>
    G3,

    /// <summary>Fineract 1.7 to current.</summary>
    G4,
}

/// <summary>What differs between them, as far as the bridge can see it.</summary>
internal static class GenerationFacts
{
    extension(Generation generation)
    {
        public string ContextPath => generation == Generation.G1 ? "/mifosng-provider" : "/fineract-provider";

        public string HeaderPrefix => generation == Generation.G1 ? "X-Mifos-" : "X-Fineract-";

        public string TenantHeader =>
            generation == Generation.G1 ? "X-Mifos-Platform-TenantId" : "Fineract-Platform-TenantId";

        /// <summary>The second HTTP client of the family: strict answers, absolute relative URLs, envelopes.</summary>
        public bool IsRetrofit2 => generation >= Generation.G3;

        /// <summary>Credentials of <c>POST /authentication</c> in a JSON body; before that in the query (fineract-core-api.md 3.1).</summary>
        /// <remarks>Changed with 1.4, the last of G2; the stand-in takes all of G2 for the older form.</remarks>
        public bool AuthenticatesByJson => generation >= Generation.G3;

        /// <summary>What the JVM property <c>baseUrl</c> ends in (fineract-hooks.md 4.5).</summary>
        public string BaseUrlPath => generation == Generation.G4 ? "/api/" : "/api/v1/";
    }
}
