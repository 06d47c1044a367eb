/// The environment variables that hold credentials (contract.md section 5): no option lets a script read them.
public enum CredentialVariables {
    public static let names: Set<String> = [
        "HSS_AUTH_TOKEN",
        "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN",
        "CLOUD_SDK_AK", "CLOUD_SDK_SK", "CLOUD_SDK_SECURITY_TOKEN",
        "HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN",
        "HW_USER_NAME", "HW_USER_PASSWORD", "HW_DOMAIN_NAME",
        "HUAWEICLOUD_OIDC_ID_TOKEN", "HUAWEICLOUD_OIDC_ID_TOKEN_FILE",
        "HUAWEICLOUD_SDK_CREDENTIALS_FILE", "HUAWEICLOUD_SDK_ID_TOKEN_FILE",
        "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    ]
}
