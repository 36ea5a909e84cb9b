namespace EdgeResNet.Shared.Pretrained;

/// <summary>Source and folders of weights.</summary>
/// <param name="Cache">Folder of fetched and converted files; it may be deleted at any time.</param>
/// <param name="Own">Folder that is searched first and never written to; null for none.</param>
/// <param name="Address">Web folder of the files.</param>
public sealed record WeightPlaces(string Cache, string? Own, Uri Address)
{
    /// <summary>Names the cache folder.</summary>
    public const string CacheVariable = "EDGERESNET_CACHE";

    /// <summary>Names the folder that is searched first.</summary>
    public const string OwnVariable = "EDGERESNET_WEIGHTS";

    /// <summary>Names a mirror of <see cref="PublicAddress"/>.</summary>
    public const string AddressVariable = "EDGERESNET_WEIGHTS_URL";

    /// <summary>torchvision's folder.</summary>
    public const string PublicAddress = "https://download.pytorch.org/models/";

    /// <summary>Folder of the fetched files.</summary>
    public string Weights => Path.Combine(Cache, "weights");

    /// <summary>Folder of the bundles that were made of them.</summary>
    public string Bundles => Path.Combine(Cache, "bundles");

    /// <summary>Places from the environment: <c>EDGERESNET_CACHE</c>, <c>XDG_CACHE_HOME</c>, <c>EDGERESNET_WEIGHTS</c>, <c>EDGERESNET_WEIGHTS_URL</c>.</summary>
    /// <param name="variable">Value of an environment variable; absent: this process's.</param>
    /// <exception cref="InputException">A variable is not usable, or there is no place for a cache.</exception>
    public static WeightPlaces FromEnvironment(Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        string? own = Value(OwnVariable);
        if (own is not null && !Directory.Exists(own))
        {
            throw new InputException($"{OwnVariable}={own}: there is no such folder; name one with weights, or unset the variable");
        }

        return new WeightPlaces(CacheFolder(), own is null ? null : Path.GetFullPath(own), Mirror());

        string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;

        string CacheFolder() =>
            Value(CacheVariable) is string chosen ? Path.GetFullPath(chosen)
            : Value("XDG_CACHE_HOME") is string shared && Path.IsPathRooted(shared) ? Path.Combine(shared, "edgeresnet") // relative paths are ignored (XDG Base Directory Specification)
            : Value("HOME") is string home ? Path.Combine(home, ".cache", "edgeresnet")
            : throw new InputException($"there is no home folder to keep weights in; name a folder with {CacheVariable}");

        Uri Mirror()
        {
            string text = Value(AddressVariable) ?? PublicAddress;
            return Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
                ? address
                : throw new InputException($"{AddressVariable}: is not the address of a mirror; expected one such as {PublicAddress}, without user name and password");
        }
    }
}
