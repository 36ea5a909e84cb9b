using TorchSharp;

namespace EdgeResNet.Tests.Build;

public class RelinkTorchSharpTest
{
    private const string InitialiseStreams = "_ZNSt8ios_base4InitC1Ev";
    private const string InitialiseStreamsSinceGcc13 = "_ZSt21ios_base_library_initv";

    private static readonly string library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    [Fact]
    public void The_library_needs_no_libstdcxx_newer_than_Debian_12s()
    {
        ElfImports elf = new(library);
        Version[] needed = [.. elf.Versions
            .Where(version => version.Name.StartsWith("GLIBCXX_", StringComparison.Ordinal))
            .Select(version => Version.Parse(version.Name["GLIBCXX_".Length..]))];
        Assert.NotEmpty(needed);
        Assert.All(needed, version => Assert.True(version <= new Version(3, 4, 30), $"needs GLIBCXX_{version}"));
    }

    [Fact]
    public void Streams_are_initialised_by_a_function_in_every_libstdcxx()
    {
        ElfImports elf = new(library);
        Assert.DoesNotContain(elf.Imports, import => import.Symbol == InitialiseStreamsSinceGcc13);
        Assert.Contains(new ElfImport(InitialiseStreams, "GLIBCXX_3.4"), elf.Imports);
    }

    [Fact]
    public void Every_needed_version_has_the_hash_of_its_name()
    {
        ElfImports elf = new(library);
        Assert.All(elf.Versions, version => Assert.Equal(HashOf(version.Name), version.Hash));
    }

    [Fact]
    public void Torch_computes_with_the_relinked_library()
    {
        using torch.Tensor sum = torch.ones(2).sum();
        Assert.Equal(2f, sum.item<float>());
    }

    [Fact]
    public async Task A_compatible_library_is_copied_unchanged()
    {
        string copy = Path.Combine(Directory.CreateTempSubdirectory().FullName, "deeper", "copy.so");
        CommandResult result = await RelinkAsync(library, copy);
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Equal(await File.ReadAllBytesAsync(library, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_is_no_library_fails_the_build_by_name()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string text = Path.Combine(folder, "notes.txt");
        await File.WriteAllTextAsync(text, "not a library", TestContext.Current.CancellationToken);
        CommandResult result = await RelinkAsync(text, Path.Combine(folder, "copy.so"));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"{text}: is not a 64-bit little-endian ELF file.", result.Output, StringComparison.Ordinal);
        Assert.Equal([text], Directory.GetFiles(folder));
    }

    private static async Task<CommandResult> RelinkAsync(string source, string destination)
    {
        string project = Path.Combine(Directory.CreateTempSubdirectory().FullName, "relink.proj");
        string targets = Path.Combine(Command.RepositoryRoot, "build", "NativeLibraries.targets");
        await File.WriteAllTextAsync(project, $"""
            <Project>
              <Import Project="{targets}" />
              <Target Name="Relink"><RelinkTorchSharp Source="{source}" Destination="{destination}" /></Target>
            </Project>
            """, TestContext.Current.CancellationToken);
        return await Command.RunAsync("dotnet", ["msbuild", project, "-nologo", "-t:Relink"],
            ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_UI_LANGUAGE", "en"));
    }

    // System V gABI, chapter 5, "Hash Table".
    private static uint HashOf(string name)
    {
        uint hash = 0;
        foreach (char c in name)
        {
            hash = (hash << 4) + c;
            uint high = hash & 0xf000_0000;
            hash = (hash ^ (high >> 24)) & ~high;
        }
        return hash;
    }
}
