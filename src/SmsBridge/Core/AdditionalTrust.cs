using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmsBridge.Core;

/// <summary>
/// Trust in certificates of the operator's own CA, besides the system's. It only ever forgives an unknown issuer: a wrong name
/// or a missing certificate is refused whatever the file holds.
/// </summary>
internal sealed class AdditionalTrust(X509Certificate2Collection anchors)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    public static X509Certificate2Collection Load(string pemFile)
    {
        var anchors = new X509Certificate2Collection();
        anchors.ImportFromPemFile(pemFile);
        return anchors;
    }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        return errors == SslPolicyErrors.RemoteCertificateChainErrors
            && certificate is X509Certificate2 server
            && IsIssuedByAnchor(server, presented);
    }

    private bool IsIssuedByAnchor(X509Certificate2 server, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(anchors);
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // private CAs rarely publish revocation
        chain.ChainPolicy.DisableCertificateDownloads = true; // never fetch a URL out of a stranger's certificate
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        return chain.Build(server);
    }
}
