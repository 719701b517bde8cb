using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmsBridge.Core;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Core;

public sealed class CoreTlsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();
    private readonly X509Certificate2 _authority = CreateAuthority();

    [Fact]
    public async Task A_private_ca_is_refused_until_the_operator_names_it()
    {
        using var certificate = Issue(_authority, IPAddress.Loopback);

        var without = await AskAsync(certificate, caFile: null);
        var with = await AskAsync(certificate, WritePem("ca.pem", _authority));

        without.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>().Detail.ShouldContain("Core:AdditionalCaFile");
        with.ShouldBeOfType<CoreResult<ClientFacts>.Found>();
    }

    [Fact]
    public async Task A_self_signed_server_certificate_can_be_named_itself()
    {
        using var key = RSA.Create(2048);
        using var certificate = WithNames(Request(key, "CN=core"), IPAddress.Loopback).CreateSelfSigned(Yesterday, Tomorrow);

        var with = await AskAsync(certificate, WritePem("self.pem", certificate));

        with.ShouldBeOfType<CoreResult<ClientFacts>.Found>();
    }

    [Fact]
    public async Task Another_ca_does_not_help()
    {
        using var certificate = Issue(_authority, IPAddress.Loopback);
        using var other = CreateAuthority();

        var result = await AskAsync(certificate, WritePem("other.pem", other));

        result.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>();
    }

    [Fact]
    public async Task A_trusted_certificate_for_another_name_is_refused()
    {
        using var certificate = Issue(_authority, IPAddress.Parse("10.0.0.5"));

        var result = await AskAsync(certificate, WritePem("ca.pem", _authority));

        result.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>();
    }

    [Fact]
    public async Task An_expired_certificate_is_refused()
    {
        using var certificate = Issue(_authority, IPAddress.Loopback, notAfter: Yesterday.AddHours(1));

        var result = await AskAsync(certificate, WritePem("ca.pem", _authority));

        result.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>();
    }

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Delete(recursive: true);
    }

    private static DateTimeOffset Yesterday => TimeProvider.System.GetUtcNow().AddDays(-1);

    private static DateTimeOffset Tomorrow => TimeProvider.System.GetUtcNow().AddDays(1);

    private static async Task<CoreResult<ClientFacts>> AskAsync(X509Certificate2 certificate, string? caFile)
    {
        var (core, _) = await CoreSetup.StartCoreAsync(new StandInCoreOptions { Certificate = certificate });
        await using var _core = core;
        await using var setup = new CoreSetup(("Core:AdditionalCaFile", caFile));
        return await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, TestContext.Current.CancellationToken);
    }

    private string WritePem(string name, X509Certificate2 certificate)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }

    private static X509Certificate2 CreateAuthority()
    {
        using var key = RSA.Create(2048);
        var request = Request(key, "CN=Test CA");
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request.CreateSelfSigned(Yesterday.AddDays(-1), Tomorrow.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, IPAddress address, DateTimeOffset? notAfter = null)
    {
        using var key = RSA.Create(2048);
        using var issued = WithNames(Request(key, "CN=core"), address).Create(authority, Yesterday, notAfter ?? Tomorrow, [1, 2, 3, 4]);
        return issued.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(RSA key, string subject) =>
        new(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static CertificateRequest WithNames(CertificateRequest request, IPAddress address)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
