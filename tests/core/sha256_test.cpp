#include "core/sha256.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "core/error.h"
#include "support/temp_folder.h"

namespace scarp {
namespace {

std::string digest(const std::string& text) {
  Sha256 hash;
  hash.update(text.data(), text.size());
  return hash.hex_digest();
}

// The examples of FIPS 180-4.
TEST(Sha256Test, KnownDigests) {
  EXPECT_EQ(digest(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(digest(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

RC_GTEST_PROP(Sha256Property, PiecesHashLikeTheWhole,
              (const std::string& a, const std::string& b)) {
  Sha256 hash;
  hash.update(a.data(), a.size());
  hash.update(b.data(), b.size());
  RC_ASSERT(hash.hex_digest() == digest(a + b));
}

TEST(Sha256Test, HashesFiles) {
  const test::TempFolder folder;
  const std::string text(3'000'001, 'x');  // more than one buffer
  test::write_file(folder / "file", text);
  EXPECT_EQ(sha256_of_file(folder / "file"), digest(text));
}

TEST(Sha256Test, RefusesWhatCannotBeRead) {
  const test::TempFolder folder;
  EXPECT_THROW(sha256_of_file(folder / "missing"), Error);
  EXPECT_THROW(sha256_of_file(folder.path()), Error) << "a folder";
}

}  // namespace
}  // namespace scarp
